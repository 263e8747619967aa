/** Ids are UUIDv7, made by the server. Branded, so that one kind is never passed for another. */
type Id<Brand extends string> = string & { readonly __brand: Brand }

export type PlatformId = Id<'platform'>
export type PersonId = Id<'person'>
export type LoginId = Id<'login'>
export type AccountId = Id<'account'>
export type OrganizerId = Id<'organizer'>
export type PairingId = Id<'pairing'>
export type CourseId = Id<'course'>
export type SessionId = Id<'session'>
export type EventId = Id<'event'>
export type RoomId = Id<'room'>
export type GroupId = Id<'group'>
export type RoomAttemptId = Id<'room-attempt'>
