import type { ReactNode } from 'react'
import classes from './pictures.module.css'

// Small drawings for places where nothing is yet: what will stand there, in the colors of the platform. Their words stand
// beside them.

function Picture({ children }: { children: ReactNode }) {
  return (
    <svg viewBox="0 0 120 80" width="120" height="80" className={classes.picture} aria-hidden="true">
      {children}
    </svg>
  )
}

const Card = ({ x, y, w, h }: { x: number; y: number; w: number; h: number }) => (
  <rect x={x} y={y} width={w} height={h} rx="6" className={classes.card} />
)
const Line = ({ x, y, w }: { x: number; y: number; w: number }) => (
  <rect x={x} y={y} width={w} height="4" rx="2" className={classes.line} />
)

/** Cards with a cover each: courses, the catalogue. */
export const CoursesPicture = () => (
  <Picture>
    <Card x={34} y={8} w={76} h={56} />
    <Card x={10} y={16} w={76} h={56} />
    <path d="M16 16h64a6 6 0 0 1 6 6v16H10V22a6 6 0 0 1 6-6z" className={classes.accent} />
    <Line x={20} y={48} w={48} />
    <Line x={20} y={58} w={30} />
  </Picture>
)

/** Days with events in them: calendars, sessions, teaching. */
export const CalendarPicture = () => (
  <Picture>
    <Card x={18} y={12} w={84} h={60} />
    <path d="M18 26h84" className={classes.stroke} />
    <path d="M36 8v8M84 8v8" className={classes.strokeAccent} />
    <rect x="26" y="34" width="20" height="12" rx="3" className={classes.accent} />
    <rect x="50" y="34" width="20" height="12" rx="3" className={classes.soft} />
    <rect x="74" y="50" width="20" height="12" rx="3" className={classes.warm} />
    <rect x="26" y="50" width="20" height="12" rx="3" className={classes.soft} />
  </Picture>
)

/** People side by side: people, groups, enrollments. */
export const PeoplePicture = () => (
  <Picture>
    <circle cx="38" cy="34" r="11" className={classes.soft} />
    <path d="M18 70c1-15 10-21 20-21s19 6 20 21z" className={classes.soft} />
    <circle cx="82" cy="34" r="11" className={classes.soft} />
    <path d="M62 70c1-15 10-21 20-21s19 6 20 21z" className={classes.soft} />
    <circle cx="60" cy="28" r="13" className={classes.accent} />
    <path d="M36 72c1-18 12-25 24-25s23 7 24 25z" className={classes.accent} />
  </Picture>
)

/** A letter: mails, notifications. */
export const LetterPicture = () => (
  <Picture>
    <Card x={22} y={18} w={76} h={50} />
    <path d="M26 22l34 26 34-26" className={classes.strokeAccent} />
    <circle cx="96" cy="20" r="9" className={classes.warm} />
  </Picture>
)

/** A plug and what it leads to: accounts, API keys, webhooks, domains, sign-in. */
export const ConnectionPicture = () => (
  <Picture>
    <Card x={8} y={24} w={36} h={32} />
    <Card x={76} y={24} w={36} h={32} />
    <path d="M44 40h32" className={classes.strokeAccent} />
    <circle cx="60" cy="40" r="8" className={classes.accent} />
    <Line x={15} y={34} w={22} />
    <Line x={15} y={44} w={14} />
    <Line x={83} y={34} w={22} />
    <Line x={83} y={44} w={14} />
  </Picture>
)

/** Lines under one another: logs, histories, lists. */
export const ListPicture = () => (
  <Picture>
    <Card x={20} y={8} w={80} h={64} />
    {[18, 34, 50].map((y, index) => (
      <g key={y}>
        <circle cx="32" cy={y + 4} r="4" className={index === 0 ? classes.accent : classes.soft} />
        <Line x={42} y={y + 2} w={index === 1 ? 34 : 46} />
      </g>
    ))}
  </Picture>
)

/** Bars beside each other: capacity, figures. */
export const ChartPicture = () => (
  <Picture>
    <path d="M18 70h86" className={classes.stroke} />
    {[22, 36, 28, 50, 42].map((height, index) => (
      <rect
        key={height}
        x={24 + index * 16}
        y={70 - height}
        width="10"
        height={height}
        rx="3"
        className={index === 3 ? classes.accent : classes.soft}
      />
    ))}
    <path d="M18 16h86" className={classes.strokeWarm} />
  </Picture>
)

/** All is well: nothing needs anybody. */
export const DonePicture = () => (
  <Picture>
    <circle cx="60" cy="40" r="28" className={classes.soft} />
    <path d="M46 41l10 10 19-21" className={classes.tick} />
  </Picture>
)

/** Clocks of two places: zone changes. */
export const ClockPicture = () => (
  <Picture>
    <circle cx="44" cy="42" r="24" className={classes.card} />
    <path d="M44 28v14l9 6" className={classes.strokeAccent} />
    <circle cx="84" cy="32" r="18" className={classes.soft} />
    <path d="M84 22v10h8" className={classes.strokeAccent} />
  </Picture>
)

/** A magnifying glass: nothing was found. */
export const SearchPicture = () => (
  <Picture>
    <circle cx="54" cy="36" r="20" className={classes.card} />
    <circle cx="54" cy="36" r="20" className={classes.strokeAccent} />
    <path d="M69 51l16 16" className={classes.tick} />
    <Line x={44} y={34} w={20} />
  </Picture>
)
