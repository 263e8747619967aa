import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { AreaChart } from '../../../ui/chart.tsx'
import { formatDay } from '../../../ui/when.ts'
import { Card } from './card.tsx'
import classes from './home.module.css'
import type { HomeDay, HomeRooms } from './queries.ts'

/** Accounts with the rooms that are left in the seven days. */
export function RoomsCard({ rooms, days }: { rooms: readonly HomeRooms[]; days: readonly HomeDay[] }) {
  const { t, language } = useTexts()
  if (rooms.length === 0) return null
  const names = days.map(({ day }) => formatDay(`${day}T12:00:00Z`, 'UTC', language))
  return (
    <Card
      title={t('home.rooms')}
      aside={
        <Anchor component={Link} href="/admin/capacity" className={classes.link}>
          {t('home.toCapacity')}
        </Anchor>
      }
    >
      <ul className={classes.list}>
        {rooms.map((account) => (
          <li key={account.accountId} className={classes.room}>
            <div className={classes.words}>
              <Link href={`/admin/capacity?account=${account.accountId}`} className={classes.eventName}>
                {account.name}
              </Link>
              <p className={classes.small}>{wordsOf(account, t)}</p>
            </div>
            <div className={classes.roomChart}>
              <AreaChart
                label={t('home.roomsOf', { name: account.name })}
                points={account.days.map((value, index) => ({ name: names[index] ?? '', value }))}
                color={isFull(account) ? 'var(--red)' : 'var(--accent)'}
                height={30}
                isStepped
                limit={account.limit === null ? undefined : { value: account.limit, name: t('home.limit') }}
              />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const isFull = ({ limit, peak }: HomeRooms) => limit !== null && peak >= limit

function wordsOf(account: HomeRooms, t: ReturnType<typeof useTexts>['t']): string {
  const { limit, peak, sessionsLeft } = account
  const left =
    limit === null ? t('home.noLimit', { peak }) : t('home.left', { left: Math.max(0, limit - peak), limit })
  return sessionsLeft === null ? left : `${left} · ${t('home.sessionsLeft', { count: sessionsLeft })}`
}
