/** Runs around the fault tests: gives the workers a folder for their figures, and prints one table at the end. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import type { Figure } from './figures.ts'

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'helseid-figures-'))
  project.provide('figuresFolder', folder)
  return () => {
    const figures = readFigures(folder)
    rmSync(folder, { recursive: true })
    if (figures.length > 0) console.log(`\n${tableOf(figures)}\n`)
  }
}

function readFigures(folder: string): readonly Figure[] {
  return readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Figure)
    .toSorted((one, other) => one.figure.localeCompare(other.figure, 'en'))
}

/** A Markdown table that says which figures miss their target. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ figure, before, target, reached, ok }) => [
    figure,
    before,
    target,
    ok === false ? `NOT REACHED: ${reached}` : reached,
  ])
  return [['figure', 'at 9cb0470', 'to reach', 'reached'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}
