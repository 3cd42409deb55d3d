import { describe, expect, it } from 'vitest'
import type { Classroom, Device } from '@/api/types'
import { partsOf } from './roomPicture'

const room = { network: undefined, network_grade: 'unknown' } as unknown as Classroom
const device = (over: Partial<Device>) =>
  ({ id: 1, classroom_id: 1, category: 'panel', state: 'in_use', grade: 'pass', brand: '希沃', model: 'F75', name: '', specs: {}, ...over }) as Device
const tones = (...devices: Device[]) => Object.fromEntries(partsOf(room, devices).map((p) => [p.key, p.tone]))

describe('partsOf', () => {
  it('shows a panel with a PC inside as screen and host', () => {
    expect(tones(device({ specs: { host: {} } }))).toMatchObject({ display: 'pass', host: 'pass', camera: 'none' })
  })
  it('shows a panel without a PC as a screen only, and the missing host as a failure', () => expect(tones(device({}))).toMatchObject({ display: 'pass', host: 'fail' }))
  it('shows a broken device as broken whatever its grade', () => {
    expect(tones(device({ state: 'repairing', grade: 'pass' })).display).toBe('broken')
  })
  it('leaves out what is idle or retired', () => {
    expect(tones(device({ state: 'idle' }), device({ state: 'retired' })).display).toBe('fail')
  })
  it('does not take an attested absence of a camera for a camera', () => {
    expect(tones(device({ specs: { camera: { present: false } } })).camera).toBe('none')
  })
})
