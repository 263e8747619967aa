import { expect, it } from 'vitest'
import { toWallTimes } from './wall-times.ts'

it('puts an end before the start on the next day, over months and years too', () => {
  expect(toWallTimes('2026-11-24', '10:00', '11:00')).toEqual({
    startsWall: '2026-11-24T10:00',
    endsWall: '2026-11-24T11:00',
    endsNextDay: false,
  })
  expect(toWallTimes('2026-12-31', '23:30', '00:30')).toMatchObject({
    endsWall: '2027-01-01T00:30',
    endsNextDay: true,
  })
  expect(toWallTimes('2028-02-28', '22:00', '01:00').endsWall).toBe('2028-02-29T01:00')
})

it('says nothing of the next day while the form is not filled in', () => {
  expect(toWallTimes('', '', '').endsNextDay).toBe(false)
  expect(toWallTimes('2026-11-24', '10:00', '').endsNextDay).toBe(false)
})
