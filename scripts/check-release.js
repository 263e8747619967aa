/**
 * `npm run check:release -- v1.2.3`: whether the clone is what the tag says: one version in all manifests, the lockfile
 * and the changelog. The first step of the release (.github/workflows/release.yml).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Failure, main, root } from './bootstrap.js'
import { readLock, readManifests } from './check-packages.js'

/**
 * @param {string | undefined} tag `v1.2.3` or `v1.2.3-rc.1`
 * @returns {string[]} one line about each thing that says otherwise
 */
export function findDifferences(tag, { manifests, lock, changelog }) {
  const version = /^v(\d+\.\d+\.\d+(?:-[0-9a-z.]+)?)$/.exec(tag ?? '')?.[1]
  if (!version) return [`"${tag ?? ''}" is no tag of a release. Expected one such as v1.2.3.`]
  const files = Object.entries(manifests).filter(([, manifest]) => manifest.version !== version)
  const own = lock.packages['']?.version
  const heading = changelog.split('\n').find((line) => line.startsWith('## '))
  return [
    ...files.map(
      ([folder, manifest]) => `${join(folder, 'package.json')} says ${manifest.version}, the tag ${version}.`,
    ),
    ...(own === version ? [] : [`package-lock.json says ${own}, the tag ${version}: run npm install.`]),
    ...(heading?.startsWith(`## ${version} (2`)
      ? []
      : [`CHANGELOG.md begins with "${heading}". Expected "## ${version} (" and the day.`]),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main(async () => {
    const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
    const found = findDifferences(process.argv[2], {
      manifests: readManifests(),
      lock: readLock(),
      changelog,
    })
    if (found.length) throw new Failure(found.join('\n'))
    console.log(`Everything says ${process.argv[2]}.`)
  })
