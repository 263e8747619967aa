import {
  Alert,
  Anchor,
  Button,
  Checkbox,
  Group,
  Menu,
  Radio,
  Stack,
  Table,
  Tabs,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import type { CSSProperties, ReactNode } from 'react'
import { Avatar } from '../src/ui/avatar.tsx'
import { CardTable } from '../src/ui/card-table.tsx'
import { CopyField } from '../src/ui/copy-field.tsx'
import { Facts } from '../src/ui/facts.tsx'
import { Folded } from '../src/ui/folded.tsx'
import { ChevronIcon } from '../src/ui/icons.tsx'
import { NewButton } from '../src/ui/new-button.tsx'
import { Page } from '../src/ui/page.tsx'
import { PageTabs } from '../src/ui/page-tabs.tsx'
import { RowMenu } from '../src/ui/row-menu.tsx'
import { Row, Rows } from '../src/ui/rows.tsx'
import { StateBadge } from '../src/ui/state-badge.tsx'
import { Empty, Failure } from '../src/ui/states.tsx'
import classes from './gallery.module.css'

const nothing = () => {}

const swatch = (text: string, ground: string) => (
  <span
    key={ground}
    className={classes.swatch}
    style={{ color: `var(--${text})`, background: `var(--${ground})` }}
  >
    {ground}
  </span>
)

const type = (size: string, weight: string, text: string) => (
  <p
    key={size}
    className={classes.line}
    style={
      {
        fontSize: `var(--text-${size})`,
        lineHeight: `var(--line-${size})`,
        fontWeight: weight,
      } as CSSProperties
    }
  >
    {text}
  </p>
)

const people = [
  { id: 'a', name: 'Anna D’Angelo', state: 'Active', seen: 'today, 09:12' },
  { id: 'b', name: 'Luca Bianchi', state: 'Invited', seen: 'never' },
  { id: 'c', name: 'Mara Bianchi', state: 'Inactive', seen: '3 Nov' },
]

/** Each component with words as they stand in the product. The name is that of its picture. */
export const pictures: Record<string, () => ReactNode> = {
  colours: () => (
    <div className={classes.swatches}>
      {['bg', 'surface', 'sunken'].map((ground) => swatch('ink', ground))}
      {swatch('on-accent', 'accent')}
      {swatch('accent-ink', 'accent-soft')}
      {['red', 'amber', 'green', 'blue', 'plum', 'clay'].flatMap((state) => [
        swatch('on-state', state),
        swatch(state, `${state}-soft`),
      ])}
    </div>
  ),
  type: () => (
    <>
      {type('xl', '650', 'Title of a page, 22 / 28')}
      {type('l', '620', 'Title of a section, 15 / 20')}
      {type('m', '400', 'What one reads, 14 / 20')}
      {type('s', '400', 'Facts beside it, 13 / 18')}
      {type('xs', '600', 'Captions and states, 12 / 16')}
    </>
  ),
  buttons: () => (
    <Group gap="xs">
      <Button>Save</Button>
      <Button variant="default">Cancel</Button>
      <Button variant="default" rightSection={<ChevronIcon />}>
        More
      </Button>
      <Button variant="subtle">Show all</Button>
      <Button color="red">Delete</Button>
      <Button disabled>Save</Button>
      <Button loading>Save</Button>
    </Group>
  ),
  fields: () => (
    <Stack gap="sm" maw={420}>
      <TextInput label="Name" required defaultValue="Fire drill for night shift" />
      <TextInput
        label="Seats"
        defaultValue="-3"
        description="How many can take part."
        error="Seats: -3 is too few; at least 1."
      />
      <Textarea label="Description" rows={2} placeholder="What people will be able to do" />
      <Checkbox label="By mail" defaultChecked />
      <Radio label="Whole series" checked readOnly />
    </Stack>
  ),
  states: () => (
    <Group gap="xs">
      <StateBadge tone="good">Ready</StateBadge>
      <StateBadge tone="warning">1 check</StateBadge>
      <StateBadge tone="bad">No instructor</StateBadge>
      <StateBadge tone="neutral">Draft</StateBadge>
    </Group>
  ),
  notices: () => (
    <Stack gap="xs">
      <Alert color="green" variant="outline" title="Paired">
        Events can use this account.
      </Alert>
      <Alert color="yellow" variant="outline" title="The pairing ends on 3 December">
        Pair again before that day, so that rooms go on being made.
      </Alert>
      <Failure error={new Error('')} onRetry={nothing} />
    </Stack>
  ),
  rows: () => (
    <Rows label="Courses">
      {[
        ['Safety at work', 'SAFE-01', '3 sessions'],
        ['First aid', 'AID-02', '1 session'],
        ['Reading dashboards', 'DATA-07', '12 sessions'],
      ].map(([title = '', ...facts]) => (
        <Row key={title} href="#" title={title} facts={facts} />
      ))}
    </Rows>
  ),
  table: () => (
    <CardTable
      label="People"
      rows={people}
      columns={[
        {
          label: 'Name',
          show: ({ name }) => (
            <Group gap="xs" wrap="nowrap">
              <Avatar name={name} />
              {name}
            </Group>
          ),
        },
        {
          label: 'State',
          show: ({ state }) => (
            <StateBadge tone={state === 'Active' ? 'good' : 'neutral'}>{state}</StateBadge>
          ),
        },
        { label: 'Last sign-in', show: ({ seen }) => seen },
      ]}
      action={({ name }) => <RowMenu name={name} actions={[{ label: 'Edit', onChoose: nothing }]} />}
    />
  ),
  page: () => (
    <Page
      title="Fire drill for night shift"
      trail={[
        { label: 'Safety at work', href: '#course' },
        { label: 'Winter edition', href: '#session' },
      ]}
      below="Mon 30 Nov, 09:00–10:30 (Rome)"
      action={
        <>
          <Button variant="default">Print register</Button>
          <Button>Confirm 18 proposals</Button>
        </>
      }
    >
      <PageTabs
        label="People"
        tabs={[
          { href: window.location.pathname, label: 'People' },
          { href: '#groups', label: 'Groups' },
        ]}
      />
    </Page>
  ),
  facts: () => (
    <Facts
      facts={[
        ['When', 'Mon 30 Nov, 09:00–10:30 (Rome)'],
        ['Instructor', 'Ivo Conti'],
        ['Room', 'GoTo Training, Acme Training'],
      ]}
    />
  ),
  folded: () => (
    <Folded title="More settings">
      <Text>Rarely needed.</Text>
    </Folded>
  ),
  copy: () => <CopyField label="Redirect URL" value="https://academy.example/learn/gotomeeting" />,
  empty: () => (
    <Empty title="No courses yet" text="A course says what is taught; people enroll in its sessions.">
      <NewButton label="New course" onClick={nothing} />
    </Empty>
  ),
  tabs: () => (
    <Tabs defaultValue="roster">
      <Tabs.List>
        <Tabs.Tab value="roster">Roster</Tabs.Tab>
        <Tabs.Tab value="attendance">Attendance</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  ),
  menu: () => (
    <div style={{ minHeight: 190 }}>
      <Menu opened withinPortal={false} position="bottom-start" trapFocus={false} returnFocus={false}>
        <Menu.Target>
          <Button variant="default" rightSection={<ChevronIcon />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item>Stand-in</Menu.Item>
          <Menu.Item>Print register</Menu.Item>
          <Menu.Item c="red">Cancel event</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  ),
  links: () => (
    <Table aria-label="Links">
      <Table.Tbody>
        <Table.Tr>
          <Table.Td>
            <Anchor href="#">Fire drill for night shift</Anchor>
          </Table.Td>
          <Table.Td>24 of 24 seats</Table.Td>
        </Table.Tr>
      </Table.Tbody>
    </Table>
  ),
}
