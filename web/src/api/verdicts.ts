import { authorized } from './http'
import type { Verdict } from './types'

const read = async <T>(path: string) => (await (await authorized(new Request(path))).json()) as T

export const classroomVerdicts = (id: number) => read<Verdict[]>(`/api/v1/classrooms/${id}/verdicts`)
export const deviceVerdicts = (id: number) => read<Verdict[]>(`/api/v1/devices/${id}/verdicts`)
export const schoolVerdicts = (id: number) => read<Verdict[]>(`/api/v1/schools/${id}/verdicts`)
