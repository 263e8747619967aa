import { COVER_HEIGHT, COVER_WIDTH, coverOf } from '@lectern/brand'
import { memo } from 'react'
import classes from './cover.module.css'

interface CoverProps {
  /** What is drawn is made of it. */
  name: string
  /** 0 to 11 */
  hue: number
  /** The picture that is shown in place of a drawing; null = there is none. */
  imageUrl: string | null
  /** `small` = on cards and in lists. */
  size?: 'whole' | 'small'
  className?: string | undefined
}

/** A picture that shows by color and pattern what it belongs to; words beside it say so. */
export const Cover = memo(function Cover({ name, hue, imageUrl, size = 'whole', className }: CoverProps) {
  const classNames = [classes.cover, className].filter(Boolean).join(' ')
  if (imageUrl) {
    const src = size === 'small' && imageUrl.includes('?') ? `${imageUrl}&size=small` : imageUrl
    return (
      <img
        className={classNames}
        data-hue={hue}
        src={src}
        alt=""
        width={COVER_WIDTH}
        height={COVER_HEIGHT}
        loading={size === 'small' ? 'lazy' : undefined}
      />
    )
  }
  return (
    <svg
      className={classNames}
      data-hue={hue}
      viewBox={`0 0 ${COVER_WIDTH} ${COVER_HEIGHT}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden
      focusable={false}
    >
      {coverOf(name).map(({ path, opacity }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name, and never change their places
        <path key={index} d={path} fillOpacity={opacity} fillRule="evenodd" />
      ))}
    </svg>
  )
})
