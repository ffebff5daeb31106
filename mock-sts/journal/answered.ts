/** A response as it was sent, and a copy of it without secrets that may be shown. */
import { recordedHeaderNames } from '../http/responses.ts'
import type { Scrubber } from '../http/secrets.ts'
import { bodyTextOf } from '../http/text-response.ts'
import { limits } from '../limits.ts'

export interface Answered {
  /** 0 if the connection was broken instead. */
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Absent when it is longer than `limits.storedAnswer`. */
  readonly body: string | undefined
}

/** `response` can still be sent afterwards. */
export async function answered(response: Response): Promise<Answered> {
  const body = await bodyTextOf(response)
  const headers = [...response.headers].map(([name, value]) => [recordedHeaderNames[name] ?? name, value] as const)
  return { status: response.status, headers, body: body.length <= limits.storedAnswer.value ? body : undefined }
}

/** A copy without secrets; tokens are not secrets. Created on demand, because most responses are never looked at. */
export function answerWithoutSecrets({ status, headers, body }: Answered, scrubber: Scrubber): Answered {
  return {
    status,
    headers: headers.map(([name, value]) => scrubber.header(name, value)),
    body: body && scrubber.body(body),
  }
}

export function sizeOfAnswer({ headers, body = '' }: Answered): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, body.length)
}
