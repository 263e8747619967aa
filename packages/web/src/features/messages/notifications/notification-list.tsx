import { Stack, Text, VisuallyHidden } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { MoreButton } from '../../../ui/more-button.tsx'
import { DonePicture, LetterPicture } from '../../../ui/pictures.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import classes from './notification-list.module.css'
import { markRead, type Notice, useNotices } from './queries.ts'

interface EntryProps {
  /** The reader's: IANA name. */
  zone: string
  onFollow?: () => void
}

interface NotificationListProps extends EntryProps {
  isUnread: boolean
  /** It stands on a page of its own. */
  isCard?: boolean
}

/** What one was told, the newest first. Opening an entry marks it read. */
export function NotificationList({ isUnread, isCard, ...entry }: NotificationListProps) {
  const { t } = useTexts()
  const notices = useNotices(isUnread)
  return (
    <Loaded query={notices}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items)
        if (items.length === 0)
          return isUnread ? (
            <Empty
              title={t('notices.noneUnread')}
              picture={<DonePicture />}
              text={t('notices.noneUnreadText')}
            />
          ) : (
            <Empty title={t('notices.none')} picture={<LetterPicture />} text={t('notices.noneText')} />
          )
        return (
          <Stack>
            <ul className={classes.list} data-card={isCard || undefined} aria-label={t('notices.title')}>
              {items.map((notice) => (
                <Entry key={notice.id} notice={notice} {...entry} />
              ))}
            </ul>
            <MoreButton query={notices} />
          </Stack>
        )
      }}
    </Loaded>
  )
}

function Entry({ notice, zone, onFollow }: EntryProps & { notice: Notice }) {
  const { t, language } = useTexts()
  const follow = () => {
    if (!notice.readAt) void markRead(notice.id)
    onFollow?.()
  }
  return (
    <li className={classes.entry} data-unread={notice.readAt ? undefined : true}>
      {!notice.readAt && <VisuallyHidden>{t('notices.unreadEntry')} </VisuallyHidden>}
      {notice.path ? (
        <Link href={notice.path} className={classes.title} onClick={follow}>
          {notice.title}
        </Link>
      ) : (
        <button type="button" className={`${classes.title} on-paper`} onClick={follow}>
          {notice.title}
        </button>
      )}
      {notice.note && (
        <>
          {' '}
          <StateBadge tone="neutral">{notice.note}</StateBadge>
        </>
      )}
      <Text size="sm" className={classes.text}>
        {notice.text}
      </Text>
      {notice.dates.length > 0 && (
        <ul className={classes.dates}>
          {notice.dates.map((date) => (
            <li key={date}>
              <Text size="sm">{date}</Text>
            </li>
          ))}
          {notice.moreDates > 0 && (
            <li>
              <Text size="sm">{t('notices.more', { more: notice.moreDates })}</Text>
            </li>
          )}
        </ul>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {formatMoment(notice.createdAt, zone, language)}
      </Text>
    </li>
  )
}
