import type { ReactNode } from 'react'

// The few icons that the screens need, drawn on a 24 px grid. They stand beside or behind words, never alone.

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

export const CalendarIcon = () => (
  <Icon>
    <rect x="4" y="5" width="16" height="15" rx="2" />
    <path d="M4 10h16M8 3v4M16 3v4M9 15h2" />
  </Icon>
)

export const LearnIcon = () => (
  <Icon>
    <path d="M3 9l9-4 9 4-9 4zM7 11v5c3 2.5 7 2.5 10 0v-5" />
  </Icon>
)

export const TeachIcon = () => (
  <Icon>
    <rect x="3" y="4" width="18" height="11" rx="1" />
    <path d="M12 15v5M8 20h8" />
  </Icon>
)

export const BooksIcon = () => (
  <Icon>
    <rect x="4" y="4" width="5" height="16" rx="1" />
    <rect x="9" y="4" width="5" height="16" rx="1" />
    <path d="M15.5 6.5l4-1 2 13.5-4 1z" />
  </Icon>
)

export const ListIcon = () => (
  <Icon>
    <path d="M4 6h2M4 12h2M4 18h2M10 6h10M10 12h10M10 18h6" />
  </Icon>
)

export const GearIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="3" />
    <circle cx="12" cy="12" r="6.5" />
    <path d="M12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.6 5.6l1.8 1.8M16.6 16.6l1.8 1.8M5.6 18.4l1.8-1.8M16.6 7.4l1.8-1.8" />
  </Icon>
)

export const PersonIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <circle cx="12" cy="10" r="3" />
    <path d="M6.5 18.5c1-2.5 3-3.5 5.5-3.5s4.5 1 5.5 3.5" />
  </Icon>
)

export const PlusIcon = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
)

export const DotsIcon = () => (
  <Icon>
    <path d="M5 12h.01M12 12h.01M19 12h.01" />
  </Icon>
)

export const ClockIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7v5l3 2" />
  </Icon>
)

export const BellIcon = () => (
  <Icon>
    <path d="M6 16h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v3.5zM10.5 19h3M12 3v2" />
  </Icon>
)

export const HomeIcon = () => (
  <Icon>
    <path d="M4 11l8-7 8 7v9h-5v-6H9v6H4z" />
  </Icon>
)

export const PeopleIcon = () => (
  <Icon>
    <circle cx="9" cy="8" r="3.5" />
    <path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M15.5 4.8a3.5 3.5 0 0 1 0 6.5M17.5 14.3c2.3.7 3.700 2.600 4 5.700" />
  </Icon>
)

export const ChevronIcon = () => (
  <Icon>
    <path d="M9 6l6 6-6 6" />
  </Icon>
)

export const CheckIcon = () => (
  <Icon>
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </Icon>
)

export const OutsideIcon = () => (
  <Icon>
    <path d="M14 5h5v5M19 5l-8 8M17 14v4a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1h4" />
  </Icon>
)

export const SearchIcon = () => (
  <Icon>
    <circle cx="11" cy="11" r="6.5" />
    <path d="M16 16l4.5 4.5" />
  </Icon>
)

export const GroupIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="3" />
    <circle cx="5.5" cy="10" r="2" />
    <circle cx="18.5" cy="10" r="2" />
    <path d="M6.5 19c0-3 2.5-5 5.5-5s5.5 2 5.5 5M2.5 17c0-2 1-3.5 3-3.5M21.5 17c0-2-1-3.5-3-3.5" />
  </Icon>
)

export const KeyIcon = () => (
  <Icon>
    <circle cx="8" cy="15" r="4" />
    <path d="M11 12l8-8M16 7l3 3" />
  </Icon>
)

export const ArrowIcon = () => (
  <Icon>
    <path d="M5 12h14M13 6l6 6-6 6" />
  </Icon>
)

export const ChartIcon = () => (
  <Icon>
    <path d="M4 20V10M10 20V4M16 20v-7M21 20H3" />
  </Icon>
)
