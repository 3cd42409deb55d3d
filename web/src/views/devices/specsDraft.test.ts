import { describe, expect, it } from 'vitest'
import type { Specs } from '@/api/types'
import { draftOf, specsOf } from './specsDraft'

const panel = ['display', 'host', 'software', 'camera', 'audio', 'ports']
const full: Specs = {
  host: {
    cpu_model: 'i5-8400',
    cpu_cores: 6,
    cpu_threads: 6,
    cpu_base_mhz: 2808,
    cpu_reported_mhz: 2801,
    memory_mib: 8189,
    disks: [{ kind: 'ssd', size_mb: 256060 }],
    system_free_bytes: 1073741823,
  },
  display: { size_inches: 86, visible_inches: 85.6 },
  camera: { present: false },
  ports: [
    { kind: 'usb', direction: 'both', count: 0 },
    { kind: 'usb3', direction: 'both', count: 2 },
  ],
  software: { os: { name: 'Windows 10', present: true } },
}

describe('specsOf', () => {
  it('gives back exactly what was there when nothing was touched', () => {
    expect(specsOf(draftOf(full), full, panel)).toEqual({ ...full, ports: [full.ports![1], full.ports![0]] })
  })
  it('changes only what was touched', () => {
    const draft = draftOf(full)
    draft.memory_gb = 16
    expect(specsOf(draft, full, panel).host).toEqual({ ...full.host, memory_mib: 16384 })
  })
  it('forgets a fact whose field was emptied, and never writes null', () => {
    const draft = draftOf(full)
    draft.cpu_cores = null
    const host = specsOf(draft, full, panel).host!
    expect('cpu_cores' in host).toBe(false)
  })
  it('keeps zero, which is a fact', () => {
    expect(specsOf(draftOf(full), full, panel).ports).toContainEqual({ kind: 'usb', direction: 'both', count: 0 })
  })
  it('has no host for a panel without a PC, whatever the fields hold', () => {
    const draft = draftOf(full)
    draft.has_host = false
    const specs = specsOf(draft, full, panel)
    expect([specs.host, specs.software]).toEqual([undefined, undefined])
  })
  it('always has a host for a device that is one', () => {
    expect(specsOf(draftOf({}), {}, ['host', 'software', 'ports']).host).toEqual({})
  })
  it('drops sections that the new category does not have', () => {
    expect(Object.keys(specsOf(draftOf(full), full, ['camera']))).toEqual(['camera'])
  })
})
