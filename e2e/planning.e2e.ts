import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands, lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
let courseId: string
let sessionId: string

const year = new Date().getFullYear() + 1

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
  await build()
})

const send = <T = { id: string }>(method: string, path: string, data?: object) =>
  ask<T>(platform, superadmin, method, path, data)

/** A session without events, and two links with one room each, of which the first is taken on a day of March. */
async function build(): Promise<void> {
  await send('PATCH', '/me', { timeZone: 'Europe/Rome' })
  await send('PATCH', '/apps/custom-link', { active: true })
  const accounts: string[] = []
  for (const name of ['Blue room', 'Green room']) {
    const account = {
      name,
      fields: { joinUrl: 'https://meet.example.com/room' },
      sessionType: 'link',
      limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1 },
    }
    accounts.push((await send<{ id: string }>('POST', '/apps/custom-link/accounts', account)).id)
  }
  courseId = (await send<{ id: string }>('POST', '/courses', { name: 'Ladders', code: 'LAD', type: 'vilt' }))
    .id
  const sessions: string[] = []
  for (const name of ['Spring', 'Others'])
    sessions.push((await send<{ id: string }>('POST', `/courses/${courseId}/sessions`, { name })).id)
  sessionId = sessions[0] ?? ''
  await send('POST', `/sessions/${sessions[1]}/events`, {
    name: 'Fire drill',
    startsWall: `${year}-03-10T10:30`,
    endsWall: `${year}-03-10T11:30`,
    timeZone: 'Europe/Rome',
    accountId: accounts[0],
  })
}

const choose = async (label: string, option: string) => {
  await superadmin.getByRole('combobox', { name: label }).click()
  await superadmin.getByRole('option', { name: new RegExp(`^${option}\\b`) }).click()
}
const menu = async (item: string) => {
  await superadmin.getByRole('button', { name: 'Plan', exact: true }).click()
  await superadmin.getByRole('menuitem', { name: item }).click()
}

describe.skipIf(!browserPath)('a planner', () => {
  it('plans recurring events, takes what is suggested for the date that is taken, and plans all', async () => {
    await superadmin.goto(`${platform.url}/sessions/${sessionId}`)
    await menu('Recurring events')
    const panel = superadmin.getByRole('dialog', { name: 'Recurring events' })
    await panel.getByLabel('Name').fill('Module {n}')
    await panel.getByLabel('First date').fill(`${year}-03-09`)
    await panel.getByLabel('Start').fill('10:00')
    await panel.getByLabel('End', { exact: true }).fill('11:00')
    await choose('Account', 'Blue room')
    await choose('Repeats', 'Monday to Friday')
    await panel.getByRole('textbox', { name: 'Events', exact: true }).fill('3')
    await panel.getByRole('button', { name: 'Check' }).click()
    await panel.getByText('2 of 3 events are possible.').waitFor()
    await panel.getByText(/All are taken at .* by: Fire drill/).waitFor()
    await lookAsItStands(superadmin, 'planning-series')
    await panel
      .getByRole('button', { name: /^Take .* instead$/ })
      .first()
      .click()
    await panel.getByText('3 of 3 events are possible.').waitFor()
    await panel.getByRole('button', { name: 'Plan events (3)' }).click()
    await panel.waitFor({ state: 'detached' })
    await superadmin.getByRole('link', { name: 'Module 3' }).waitFor()
    await expect.poll(() => superadmin.getByRole('link', { name: /^Module/ }).count()).toBe(3)
  })

  it('changes chosen events together', async () => {
    await superadmin.getByLabel('Choose Module 1').check()
    await superadmin.getByLabel('Choose Module 3').check()
    await superadmin.getByText('Chosen: 2').waitFor()
    await superadmin.getByRole('button', { name: 'Change events', exact: true }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Change events' })
    await panel.getByLabel('All start at').fill('14:00')
    await panel.getByRole('button', { name: 'Check' }).click()
    await panel.getByText('2 of 2 events are possible.').waitFor()
    await panel.getByRole('button', { name: 'Change events (2)' }).click()
    await panel.waitFor({ state: 'detached' })
    await superadmin
      .getByText(/14:00–15:00/)
      .first()
      .waitFor()
    await lookAtEverySize(superadmin, 'planning-session')
  })

  it('cancels and deletes chosen events together by keyboard, says what that does, and takes it back', async () => {
    const pick = async (...names: string[]) => {
      for (const name of names) {
        await superadmin.getByLabel(`Choose ${name}`).focus()
        await superadmin.keyboard.press('Space')
      }
      await superadmin.getByText(`Chosen: ${names.length}`).waitFor()
    }
    await pick('Module 1', 'Module 2')
    await superadmin.getByRole('button', { name: 'Cancel events' }).press('Enter')
    const asked = superadmin.getByRole('dialog', { name: 'Cancel 2 events?' })
    await asked.getByText(/Nobody gets a mail|hears? that it is cancelled|room/).waitFor()
    await lookAsItStands(superadmin, 'session-cancel-events', '[role=dialog]')
    await asked.getByLabel('Reason, for those who are told').fill('Hall closed')
    await asked.getByRole('button', { name: 'Cancel events' }).press('Enter')
    await superadmin.getByText('2 events cancelled').waitFor()
    await expect.poll(() => superadmin.getByText('Cancelled', { exact: true }).count()).toBe(2)
    await superadmin.getByRole('button', { name: /^Undo/ }).press('Enter')
    await expect.poll(() => superadmin.getByText('Cancelled', { exact: true }).count()).toBe(0)

    await pick('Module 1', 'Module 2', 'Module 3')
    await superadmin.getByRole('button', { name: 'Delete', exact: true }).press('Enter')
    await superadmin
      .getByRole('dialog', { name: 'Delete 3 events?' })
      .getByRole('button', { name: 'Delete', exact: true })
      .press('Enter')
    await superadmin.getByText('3 events deleted').waitFor()
    await superadmin.getByRole('heading', { name: 'No events yet' }).waitFor()
    await superadmin.getByRole('button', { name: /^Undo/ }).press('Enter')
    await expect.poll(() => superadmin.getByRole('link', { name: /^Module/ }).count()).toBe(3)
  })

  it('duplicates a session at other dates', async () => {
    await menu('Duplicate session')
    const panel = superadmin.getByRole('dialog', { name: 'Duplicate session' })
    await panel.getByLabel('Name').fill('Autumn')
    await panel.getByRole('textbox', { name: 'First event on' }).fill(`${year}-09-07`)
    await panel.getByRole('button', { name: 'Check' }).click()
    await panel.getByText('3 of 3 events are possible.').waitFor()
    await panel.getByRole('button', { name: 'Duplicate' }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Autumn' }).waitFor()
    await expect.poll(() => superadmin.getByRole('link', { name: /^Module/ }).count()).toBe(3)
  })

  it('plans a term from a table: a proposal is taken, progress is shown, and all of it is taken back', async () => {
    await superadmin.goto(`${platform.url}/plan`)
    const unclear = `LAD,Autumn,Lab,03/04/${year},9:00:00 AM,10:00:00 AM`
    await superadmin
      .getByLabel('Table with a heading')
      .fill(`course code,session,event,date,start,end\n${unclear}`)
    await superadmin.getByRole('button', { name: 'Check' }).click()
    await superadmin.getByText('Some could be two days. Choose how this table writes them.').waitFor()
    await lookAsItStands(superadmin, 'planning-dates')
    await superadmin.getByRole('radio', { name: 'Day first (3 April)' }).click()
    await superadmin.getByText('1 of 1 event is possible.').waitFor()
    await superadmin.getByText(new RegExp(`3 Apr ${year}, 09:00`)).waitFor()
    const rows = Array.from(
      { length: 12 },
      (_, at) => `LAD,Autumn,Lab ${at + 1},${year}-11-${String(at + 10)},09:00,10:00,Europe/Rome,Green room`,
    )
    await superadmin
      .getByLabel('Table with a heading')
      .fill(
        [
          'course code,session,event,date,start,end,time zone,account',
          ...rows,
          `LAD,Spring,Too late,${year}-03-10,10:00,11:00,Europe/Rome,Blue room`,
          `NOPE,Nowhere,Lost,${year}-03-10,10:00,11:00,Europe/Rome,Blue room`,
        ].join('\n'),
      )
    await superadmin.getByRole('button', { name: 'Check' }).click()
    await superadmin.getByText('12 of 14 events are possible.').waitFor()
    await superadmin.getByText(/“NOPE”/).waitFor()
    await lookAsItStands(superadmin, 'planning-plan-open')
    await superadmin.getByRole('button', { name: /^Line 14: Take the account “Green room” instead$/ }).click()
    await superadmin.getByText('13 of 14 events are possible.').waitFor()
    await superadmin.getByRole('button', { name: 'Plan events (13)' }).click()
    await superadmin.getByRole('progressbar', { name: 'Progress of the plan' }).waitFor()
    await superadmin.getByText('13 of 14 events planned, 1 left out').waitFor()
    await lookAtEverySize(superadmin, 'planning-plan')
    await superadmin.getByRole('button', { name: 'Take back' }).click()
    await superadmin.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await superadmin.getByText('Taken back: 13, kept: 0').waitFor()
  })
})
