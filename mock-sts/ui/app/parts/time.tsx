/** Times: local or UTC as the reader has chosen, both in the tooltip. */
import type { JSX } from 'preact'
import { zone } from '../preferences.ts'
import { locale } from '../words.ts'

/** `at`: epoch milliseconds. `precise`: with milliseconds. */
export function Time({
  at,
  precise = true,
  dated = false,
}: {
  readonly at: number
  readonly precise?: boolean
  /** With the date. */
  readonly dated?: boolean
}): JSX.Element {
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={bothTimes(at)}>
      {dated && `${dateOf(at)} `}
      {timeOfDay(at, precise)}
    </time>
  )
}

/** `01:13:29.930` in the chosen zone. */
export function timeOfDay(at: number, precise = true): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(precise && { fractionalSecondDigits: 3 }),
    ...(zone.value === 'utc' && { timeZone: 'UTC' }),
  }).format(at)
}

/** Whether it is on the present day, in the chosen zone. */
export function isToday(at: number): boolean {
  return dateOf(at) === dateOf(Date.now())
}

function dateOf(at: number): string {
  return new Intl.DateTimeFormat(locale(), {
    dateStyle: 'medium',
    ...(zone.value === 'utc' && { timeZone: 'UTC' }),
  }).format(at)
}

/** Date and time, local and in UTC. */
function bothTimes(at: number): string {
  const format = (more: object) =>
    new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'long', ...more }).format(at)
  return `${format({})} · ${format({ timeZone: 'UTC' })}`
}
