import { bodyOf, client } from './http'

const byId = (id: number) => ({ params: { path: { id } } })

/** Every verdict on a classroom and the devices in it. */
export const classroomVerdicts = (id: number) => bodyOf(client.GET('/api/v1/classrooms/{id}/verdicts', byId(id)))
export const deviceVerdicts = (id: number) => bodyOf(client.GET('/api/v1/devices/{id}/verdicts', byId(id)))
export const schoolVerdicts = (id: number) => bodyOf(client.GET('/api/v1/schools/{id}/verdicts', byId(id)))
