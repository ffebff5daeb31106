/** The progress line of a running check: updated in place on standard error, if that is a terminal. */
import { createLogUpdate } from 'log-update'

export interface ProgressLine {
  update(progress: { readonly done: number; readonly of: number; readonly running: readonly string[] }): void
  /** Clears the line. */
  end(): void
}

export function createProgressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  if (!stream.isTTY) return { update: () => undefined, end: () => undefined }
  const line = createLogUpdate(stream)
  return {
    update({ done, of, running }) {
      const text = `${done} of ${of}  ${running.join(', ')}`
      line(text.slice(0, Math.max(20, stream.columns - 1)))
    },
    end: () => line.clear(),
  }
}
