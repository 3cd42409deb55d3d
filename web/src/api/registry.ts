import { bodyOf, client } from './http'
import type { ClassroomChange, DeviceChange, NewClassroom, NewDevice, NewSchool, QueryOf, SchoolChange } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

export const listSchools = (query: QueryOf<'/api/v1/schools'>) => bodyOf(client.GET('/api/v1/schools', { params: { query } }))
export const getSchool = (id: number) => bodyOf(client.GET('/api/v1/schools/{id}', byId(id)))
export const createSchool = (body: NewSchool) => bodyOf(client.POST('/api/v1/schools', { body }))
export const changeSchool = (id: number, body: SchoolChange) => bodyOf(client.PATCH('/api/v1/schools/{id}', { ...byId(id), body }))

export const listClassrooms = (query: QueryOf<'/api/v1/classrooms'>) => bodyOf(client.GET('/api/v1/classrooms', { params: { query } }))
export const getClassroom = (id: number) => bodyOf(client.GET('/api/v1/classrooms/{id}', byId(id)))
/** The devices of a classroom with their specs. */
export const listRoomDevices = (id: number) => bodyOf(client.GET('/api/v1/classrooms/{id}/devices', byId(id)))
export const createClassroom = (body: NewClassroom) => bodyOf(client.POST('/api/v1/classrooms', { body }))
export const changeClassroom = (id: number, body: ClassroomChange) =>
  bodyOf(client.PATCH('/api/v1/classrooms/{id}', { ...byId(id), body }))

export const listDevices = (query: QueryOf<'/api/v1/devices'>) => bodyOf(client.GET('/api/v1/devices', { params: { query } }))
export const getDevice = (id: number) => bodyOf(client.GET('/api/v1/devices/{id}', byId(id)))
export const createDevice = (body: NewDevice) => bodyOf(client.POST('/api/v1/devices', { body }))
export const changeDevice = (id: number, body: DeviceChange) => bodyOf(client.PATCH('/api/v1/devices/{id}', { ...byId(id), body }))
export const listDeviceEvents = (id: number) => bodyOf(client.GET('/api/v1/devices/{id}/events', byId(id)))

/** Moves a device to a classroom, or without one to the school's store. */
export const moveDevice = (id: number, body: { school_id: number; classroom_id?: number; version: number }) =>
  bodyOf(client.POST('/api/v1/devices/{id}/move', { ...byId(id), body }))
export const setDeviceState = (id: number, body: { state: string; reason?: string; version: number }) =>
  bodyOf(client.POST('/api/v1/devices/{id}/state', { ...byId(id), body }))
/** Gives the device a new label; the old one stops working. */
export const relabelDevice = (id: number, version: number) =>
  bodyOf(client.POST('/api/v1/devices/{id}/relabel', { ...byId(id), body: { version } }))

export const listLabels = (query: QueryOf<'/api/v1/labels'>) => bodyOf(client.GET('/api/v1/labels', { params: { query } }))
export const listCategories = () => bodyOf(client.GET('/api/v1/categories'))
