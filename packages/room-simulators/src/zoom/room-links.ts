import type { Registrant, Room } from './model.ts'
import type { World } from './world.ts'

/** What opens a room as its host for a while, without a sign-in: says who, and until when. */
export function zakOf(world: World, userId: string, seconds: number): string {
  const said = Buffer.from(JSON.stringify({ userId, until: world.now() + seconds * 1000 })).toString(
    'base64url',
  )
  return `${said}.${world.sign(`zak ${said}`)}`
}

/** @returns the user, or undefined for one that has run out or was made up */
export function userOfZak(world: World, zak: string | undefined): string | undefined {
  const [said = '', signature] = zak?.split('.') ?? []
  if (signature !== world.sign(`zak ${said}`)) return undefined
  const { userId, until } = JSON.parse(Buffer.from(said, 'base64url').toString()) as {
    userId: string
    until: number
  }
  return until > world.now() ? userId : undefined
}

/** What stands for the passcode in a link: another one when the passcode changes. */
export function pwdOf(world: World, { id, password }: Room): string {
  return password === '' ? '' : `${world.sign(`pwd ${id} ${password}`)}.1`
}

export function joinUrl(world: World, room: Room): string {
  const pwd = pwdOf(world, room)
  return `${world.publicUrl()}/j/${room.id}${pwd ? `?pwd=${pwd}` : ''}`
}

export function startUrl(world: World, { id, hostId }: Room): string {
  return `${world.publicUrl()}/s/${id}?zak=${zakOf(world, hostId, world.behavior.startUrlSeconds)}`
}

export function registrantUrl(world: World, room: Room, { tk }: Registrant): string {
  const pwd = pwdOf(world, room)
  return `${world.publicUrl()}/w/${room.id}?tk=${tk}${pwd ? `&pwd=${pwd}` : ''}`
}
