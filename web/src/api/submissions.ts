import { bodyOf, client, download } from './http'
import type { FillIn, PeriodDraft, ReportAction, ReturnedRow } from './types'

const period = (id: number) => ({ params: { path: { id } } })
const of = (id: number, organisation_id: number) => ({ params: { path: { id, organisation_id } } })

export const listReportTasks = () => bodyOf(client.GET('/api/v1/desk/submissions'))
export const listPeriods = () => bodyOf(client.GET('/api/v1/periods'))
export const openPeriod = (body: PeriodDraft) => bodyOf(client.POST('/api/v1/periods', { body }))
export const signPeriod = (id: number) => bodyOf(client.POST('/api/v1/periods/{id}/sign', { ...period(id), body: {} }))
export const reopenPeriod = (id: number, note: string) => bodyOf(client.POST('/api/v1/periods/{id}/reopen', { ...period(id), body: { note } }))

export const getBoard = (id: number, organisation?: number) =>
  bodyOf(client.GET('/api/v1/periods/{id}/board', { params: { path: { id }, query: { organisation } } }))
/** Reminds every one below that has not reported, each at most once a day. */
export const remindBelow = (id: number, organisation_id: number) =>
  bodyOf(client.POST('/api/v1/periods/{id}/remind', { ...period(id), body: { organisation_id } }))
export const acceptSubmissions = (id: number, organisation_id: number, items: { organisation_id: number; version: number }[]) =>
  bodyOf(client.POST('/api/v1/periods/{id}/accept', { ...period(id), body: { organisation_id, items } }))

/** What filling in for schools takes: which make a 零报告, and what must be explained. */
export const askToFillIn = (id: number, organisation: number, schools: number[]) =>
  bodyOf(client.GET('/api/v1/periods/{id}/fill-in', { params: { path: { id }, query: { organisation, schools } } }))
export const fillIn = (id: number, body: FillIn) => bodyOf(client.POST('/api/v1/periods/{id}/fill-in', { ...period(id), body }))

export const getSubmission = (id: number, organisation: number) =>
  bodyOf(client.GET('/api/v1/periods/{id}/submissions/{organisation_id}', of(id, organisation)))
export const explainSubmission = (id: number, organisation: number, body: { version: number; remarks: string; explanations: Record<string, string> }) =>
  bodyOf(client.PATCH('/api/v1/periods/{id}/submissions/{organisation_id}', { ...of(id, organisation), body }))
export const submitFigures = (id: number, organisation: number, body: { version: number; zero: boolean }) =>
  bodyOf(client.POST('/api/v1/periods/{id}/submissions/{organisation_id}/submit', { ...of(id, organisation), body }))
export const withdrawFigures = (id: number, organisation: number, body: { version: number }) =>
  bodyOf(client.POST('/api/v1/periods/{id}/submissions/{organisation_id}/withdraw', { ...of(id, organisation), body }))
export const returnFigures = (id: number, organisation: number, body: { version: number; note: string; rows: ReturnedRow[] }) =>
  bodyOf(client.POST('/api/v1/periods/{id}/submissions/{organisation_id}/return', { ...of(id, organisation), body }))

/** The classrooms and devices of a school as they were frozen. */
export const getFrozenRows = (id: number) => bodyOf(client.GET('/api/v1/snapshots/{id}/rows', { params: { path: { id } } }))
/** What has changed since the period before, device by device. */
export const getDifferences = (id: number) => bodyOf(client.GET('/api/v1/snapshots/{id}/differences', { params: { path: { id } } }))
/** The workbook as it was frozen, byte for byte. */
export const downloadSnapshot = (id: number) => download(`/api/v1/snapshots/${id}/workbook`)

export const may = (row: { actions: string[] }, action: ReportAction) => row.actions.includes(action)
