import { exampleOf, type From, inEmptyProject, run } from './packing.ts'

const NAME = 'embedded-postgres-runner'

/** What the packed package brought, and what the example of its README printed, each time. */
export interface Trial {
  readonly files: readonly string[]
  readonly printed: readonly string[]
}

/** Packs the package, installs it into an empty project, checks the types of the README's example there and runs it. */
export function tryPacked(from: From, times: number): Promise<Trial> {
  return inEmptyProject([NAME], from, (project) => {
    project.writeProgram('example.ts', exampleOf(NAME))
    const printed = Array.from({ length: times }, () => run(process.execPath, ['example.ts'], project.folder))
    return { files: project.filesOf(`@lectern/${NAME}`), printed }
  })
}

if (import.meta.main) {
  const { files, printed } = await tryPacked('registry', 2)
  console.log(`Packed and installed ${NAME}: ${files.length} files`)
  for (const line of printed) console.log(line)
}
