import type { Classroom, Device } from '@/api/types'

export type Tone = 'pass' | 'fail' | 'unknown' | 'broken' | 'none'

export interface Part {
  key: 'display' | 'host' | 'camera' | 'audio' | 'network'
  title: string
  tone: Tone
  text: string
  device?: Device
}

const damagedStates = ['damaged', 'repairing', 'to_retire']
const installed = (d: Device) => d.classroom_id !== null && d.state !== 'idle' && d.state !== 'retired'

/** What carries a part: a panel with a PC inside is the screen and the host at once. */
const carries: Record<Exclude<Part['key'], 'network'>, (d: Device) => boolean> = {
  display: (d) => d.category === 'panel' || d.category === 'screen',
  host: (d) => d.category === 'host' || (d.category === 'panel' && d.specs.host !== undefined),
  camera: (d) => d.category === 'camera' || d.specs.camera?.present === true,
  audio: (d) => d.category === 'audio' || d.specs.audio !== undefined,
}
const titles: Record<Part['key'], string> = { display: '显示', host: '主机', camera: '摄像头', audio: '扩音', network: '网络' }

/** The 套 as a small picture: each part with its colour, the worst of the devices that carry it. */
export function partsOf(room: Classroom, devices: Device[]): Part[] {
  const present = devices.filter(installed)
  const parts = (Object.keys(carries) as (keyof typeof carries)[]).map((key): Part => {
    const found = present.filter(carries[key])
    const device = found.find((d) => damagedStates.includes(d.state)) ?? found.find((d) => d.grade === 'fail') ?? found[0]
    // A lesson needs a screen and a host: a room without one fails the standard.
    if (!device) return { key, title: titles[key], tone: key === 'host' || key === 'display' ? 'fail' : 'none', text: '没有登记' }
    const tone = damagedStates.includes(device.state) ? 'broken' : toneOf(device.grade)
    return { key, title: titles[key], tone, text: [device.brand, device.model].filter(Boolean).join(' ') || device.name, device }
  })
  return [...parts, { key: 'network', title: titles.network, tone: toneOf(room.network_grade), text: room.network ? '已测速' : '没有测过' }]
}

const toneOf = (grade: string): Tone => (grade === 'pass' || grade === 'fail' || grade === 'unknown' ? grade : 'none')
