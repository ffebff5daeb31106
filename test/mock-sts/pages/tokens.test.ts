/** The colours of the design have the contrast that WCAG 2.2 requires, in both themes: 4.5:1 for text, 3:1 for controls and marks. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tokens } from '../../../mock-sts/pages/tokens.ts'

const [light = '', dark = ''] = tokens.split('@media (prefers-color-scheme: dark)')

function colourIn(theme: string, name: string): string {
  const colour = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme)?.[1]
  if (colour === undefined) throw new Error(`the theme has no colour --${name}`)
  return colour
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [lower = 0, higher = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (higher + 0.05) / (lower + 0.05)
}

const grounds = ['canvas', 'surface', 'sunken', 'hover']
const texts = ['text', 'text-2', 'text-3', 'accent', 'accent-strong', 'bad', 'warn', 'good']
const onColour = [
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-bad', 'bad-mark'],
  ['bad', 'bad-soft'],
  ['warn', 'warn-soft'],
  ['good', 'good-soft'],
] as const
const marks = ['edge', 'bad-mark', 'warn-mark', 'good-mark', 'accent']

it('the formula gives the two ratios that WCAG names', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21)
  expect(contrast('#ffffff', '#ffffff')).toBe(1)
})

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_, theme) => {
  it.each([...grounds.flatMap((ground) => texts.map((text) => [text, ground] as const)), ...onColour])(
    'shows %s on %s with a contrast of 4.5 or more',
    (text, ground) => {
      expect(contrast(colourIn(theme, text), colourIn(theme, ground))).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each(marks.flatMap((mark) => ['canvas', 'surface'].map((ground) => [mark, ground] as const)))(
    'shows the mark %s on %s with a contrast of 3 or more',
    (mark, ground) => {
      expect(contrast(colourIn(theme, mark), colourIn(theme, ground))).toBeGreaterThanOrEqual(3)
    },
  )
})

const css = readFileSync(new URL('../../../mock-sts/ui/app/styles/tokens.css', import.meta.url), 'utf8')

it('the workbench has the same colours, in the system’s theme and in a chosen one', () => {
  const colours = (text: string) =>
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => `${name} ${value}`)
  const [system = '', chosen = ''] = css.split(/:root\[data-theme="dark"\]/)
  const [lightCss = '', darkCss = ''] = system.split('@media (prefers-color-scheme: dark)')
  expect(colours(lightCss)).toEqual(colours(light))
  expect(colours(darkCss)).toEqual(colours(dark))
  expect(colours(chosen)).toEqual(colours(dark))
  expect(colours(lightCss).length).toBe(23)
})
