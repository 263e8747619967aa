import { Fragment, type ReactNode } from 'react'
import classes from './facts.module.css'

/** What is known of a thing, name by name. Facts without a value are left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          {value !== null && value !== undefined && value !== '' && value !== false && (
            <div className={classes.fact}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          )}
        </Fragment>
      ))}
    </dl>
  )
}
