/**
 * Run by `prepack` and `postpack` in the folder of a package. Inside the workspace a package is its TypeScript source;
 * packed it is the JavaScript of `dist`, since Node strips no types below node_modules. npm, unlike pnpm, does not apply
 * `publishConfig.exports` (nor `bin`): this does, before packing (`publish`), and puts the workspace's manifest back afterwards
 * (`workspace`).
 *
 * In a workflow it also names the repository of that workflow, a fork's too: with provenance npm takes no package that names another.
 */
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const at = (name) => new URL(name, pathToFileURL(join(process.cwd(), '/')))
const manifest = at('package.json')
const saved = at('package.json.workspace')

async function restore() {
  await rename(saved, manifest).catch((error) => {
    if (error.code !== 'ENOENT') throw error
  })
}

if (process.argv[2] === 'publish') {
  await restore() // An earlier packing may have been interrupted.
  await copyFile(manifest, saved)
  const { publishConfig, scripts, ...rest } = JSON.parse(await readFile(manifest, 'utf8'))
  const { exports, bin, ...publish } = publishConfig
  const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: repository } = process.env
  const url = `git+${server}/${repository}.git`
  // npm still looks for `postpack` in here.
  const packed = {
    ...rest,
    ...(bin ? { bin } : {}),
    ...(repository
      ? { repository: { type: 'git', url, directory: `packages/${basename(process.cwd())}` } }
      : {}),
    exports,
    publishConfig: publish,
    scripts: { postpack: scripts.postpack },
  }
  await writeFile(manifest, `${JSON.stringify(packed, null, 2)}\n`)
  await copyFile(at('../../LICENSE'), at('LICENSE'))
} else {
  await restore()
  await rm(at('LICENSE'), { force: true })
}
