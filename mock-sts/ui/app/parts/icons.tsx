/** The icons. Each comes with its word, so screen readers skip it. */
import type { JSX } from 'preact'

const shapes = {
  brand: ['c6 8 4', 'c10 8 4'],
  home: ['M2.5 7 8 2.5 13.5 7v6.5h-4V9.5h-3v4h-4z'],
  list: ['M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01'],
  page: ['M3 2.5h7l3 3v8H3z', 'M5.5 8h5M5.5 10.8h3.2'],
  bolt: ['M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z'],
  book: ['M3 2.8h8.2a1.8 1.8 0 0 1 1.8 1.8v8.6H4.6A1.6 1.6 0 0 1 3 11.6zM3 11.6a1.6 1.6 0 0 1 1.6-1.6H13'],
  menu: ['M2.5 4.5h11M2.5 8h11M2.5 11.5h11'],
  turn: ['m6 3.5 4.5 4.5L6 12.5'],
  back: ['M10 3.5 5.5 8l4.5 4.5'],
  copy: [
    'M7 5.5h5a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12V7A1.5 1.5 0 0 1 7 5.5z',
    'M3.5 10.5h-1v-8h8v1',
  ],
  link: [
    'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.7.7M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.7-.7',
  ],
  save: ['M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.2h10'],
  tick: ['m3 8.5 3.2 3.2L13 4.8'],
  cross: ['M4 4l8 8M12 4l-8 8'],
  triangle: ['M8 2.3 14.3 13.5H1.7z', 'M8 6.5v3.2M8 11.7h.01'],
  again: ['M12.8 6.5A5.2 5.2 0 1 0 13 9.6', 'M13.3 2.8v3.7H9.6'],
  none: ['c8 8 5.5', 'M5.5 8h5'],
  lock: [
    'M5 7h6a1.5 1.5 0 0 1 1.5 1.5V12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 12V8.5A1.5 1.5 0 0 1 5 7z',
    'M5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  ],
  search: ['c7 7 4.2', 'm10.2 10.2 3.3 3.3'],
  pause: ['M5.5 3.5v9M10.5 3.5v9'],
  bin: ['M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5'],
  file: ['M4 2.5h5.5L12.5 5.5v8H4z', 'M9.5 2.5v3h3'],
} as const

export type IconName = keyof typeof shapes

/** A shape that begins with `c` is a circle: centre and radius. */
export function Icon({ name, class: more = '' }: { readonly name: IconName; readonly class?: string }): JSX.Element {
  return (
    <svg class={`i ${more}`} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name].map((shape) => {
        if (!shape.startsWith('c')) return <path key={shape} d={shape} />
        const [cx, cy, r] = shape.slice(1).split(' ')
        return <circle key={shape} cx={cx} cy={cy} r={r} />
      })}
    </svg>
  )
}
