import { describe, expect, it } from 'vitest'
import { isHostChange, weightOf } from './index.ts'

describe('a call', () => {
  it.each([
    ['POST', '/users/olga@zoom.example/meetings', 'medium', true],
    ['GET', '/users/olga@zoom.example/meetings', 'medium', false],
    ['GET', '/users/olga@zoom.example', 'light', false],
    ['GET', '/users/olga@zoom.example/settings', 'medium', false],
    ['GET', '/users', 'medium', false],
    ['GET', '/meetings/84000000001', 'light', false],
    ['PATCH', '/webinars/84000000001', 'light', true],
    ['DELETE', '/meetings/84000000001', 'light', false],
    ['POST', '/meetings/84000000001/registrants', 'light', false],
    ['POST', '/meetings/84000000001/batch_registrants', 'heavy', false],
    ['GET', '/meetings/84000000001/registrants', 'medium', false],
    ['DELETE', '/webinars/84000000001/registrants/r1', 'medium', false],
    ['GET', '/past_meetings/84000000001/instances', 'medium', false],
    ['GET', '/report/meetings/%252Fa%252Fb%253D%253D/participants', 'heavy', false],
    ['GET', '/report/webinars/a==', 'heavy', false],
    ['GET', '/meetings/a==/recordings', 'light', false],
  ])('%s %s is %s; it makes or changes a meeting: %s', (method, path, weight, changes) => {
    expect(weightOf({ method, path })).toBe(weight)
    expect(isHostChange({ method, path })).toBe(changes)
  })
})
