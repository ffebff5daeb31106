/** National identity numbers of real people. */
import type { Mark } from './kinds.ts'

export function withoutPeople(text: string, mark: Mark): string {
  return /\d{5}/.test(text)
    ? text.replace(elevenDigits, (digits) => (isRealPerson(digits) ? mark('national-identity-number') : digits))
    : text
}

const elevenDigits = /(?<!\d)\d{6}[ -]?\d{5}(?!\d)/g

/**
 * Whether the digits are a national identity number (fødselsnummer or D-number) that a real person can have. Numbers of
 * synthetic people have a month that is 40, 65 or 80 too high, and the test people that HelseID publishes do not exist.
 */
function isRealPerson(text: string): boolean {
  const digits = text.length === 11 ? text : text.slice(0, 6) + text.slice(7)
  const [day, month] = [Number(digits.slice(0, 2)), Number(digits.slice(2, 4))]
  if (month < 1 || month > 12 || (day > 40 ? day - 40 : day) < 1 || (day > 40 ? day - 40 : day) > 31) return false
  return isChecked(digits, firstWeights) && isChecked(digits, secondWeights) && !publishedTestPeople.has(digits)
}

const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]

function isChecked(digits: string, weights: readonly number[]): boolean {
  let sum = 0
  for (let at = 0; at < weights.length; at += 1) sum += (weights[at] ?? 0) * (digits.charCodeAt(at) - 48)
  return sum % 11 === 0
}

/** Test people of HelseID from before synthetic numbers had a month of their own. */
const publishedTestPeople = new Set(['24019491036'])
