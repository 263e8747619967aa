import { describe, expect, it } from 'vitest'
import { readManifests } from './check-packages.js'
import { listInstalled, makeSbom } from './sbom.js'

const { bomFormat, metadata, components, dependencies } = makeSbom()
const found = new Map(components.map((one) => [`${one.name}@${one.version}`, one]))

describe('the bill of materials', () => {
  it('names every package that is installed to run, with its version, licence and checksum, and no other', () => {
    expect([bomFormat, metadata.component.name]).toEqual(['CycloneDX', 'lectern'])
    expect([...found.keys()].sort()).toEqual([...listInstalled().keys()].sort())
    expect(found.size).toBeGreaterThan(200)
    const bare = components.filter(
      ({ name, hashes, licenses }) => !(licenses?.length && (isOwn(name) || hashes?.length)),
    )
    expect(bare.map(({ name }) => name)).toEqual([])
  })

  it('names what every manifest says is needed to run', () => {
    const named = Object.entries(readManifests())
      .filter(([folder]) => folder.startsWith('packages/'))
      .flatMap(([, { dependencies = {} }]) => Object.entries(dependencies))
    expect(named.length).toBeGreaterThan(40)
    expect(named.map(([name, version]) => `${name}@${version}`).filter((id) => !found.has(id))).toEqual([])
  })

  it('says of nothing that it needs what is not there', () => {
    const known = new Set([metadata.component, ...components].map((one) => one['bom-ref']))
    const needed = dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn])
    expect(needed.length).toBeGreaterThan(300)
    expect(needed.filter((ref) => !known.has(ref))).toEqual([])
    expect(components.map(({ name }) => name)).not.toContain('vitest')
  })
})

const isOwn = (name) => name.startsWith('@lectern/')
