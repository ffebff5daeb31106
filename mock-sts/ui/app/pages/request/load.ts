/** Loads one request with its flow, and the last accepted request of the same client. */
import { control, dataOf } from '../../api/control.ts'
import { keyQuery } from '../../api/link-key.ts'

export async function loadRequest(id: string) {
  return dataOf(control.GET('/requests/{id}', { params: { path: { id }, query: keyQuery() } }))
}

export async function loadFlow(id: string) {
  return dataOf(control.GET('/flows/{id}', { params: { path: { id }, query: keyQuery() } }))
}

export type FullRequest = Awaited<ReturnType<typeof loadRequest>>
export type FullFlow = Awaited<ReturnType<typeof loadFlow>>
