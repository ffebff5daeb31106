/** The icons of the pages. Each comes with its word, so screen readers skip it. */
import { type Html, trusted } from './html.ts'

const icon = (shape: string): Html => trusted(`<svg class="i" viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`)

export const icons = {
  brand: icon('<circle cx="6" cy="8" r="4"/><circle cx="10" cy="8" r="4"/>'),
  cross: icon('<path d="M4 4l8 8M12 4l-8 8"/>'),
  tick: icon('<path d="m3 8.500 3.200 3.200L13 4.800"/>'),
  triangle: icon('<path d="M8 2.500 14.200 13.500H1.800zM8 6.500v3.200M8 11.600v.01"/>'),
  turn: icon('<path d="m6 3.500 4.500 4.500L6 12.500"/>'),
} as const
