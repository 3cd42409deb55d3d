import type { HostSpecs, Specs } from '@/api/types'

type Num = number | null
type Answer = boolean | undefined

/** The specs of a device in the units people use, as the form edits them. */
export interface SpecsDraft {
  has_host: boolean
  cpu_model: string
  cpu_cores: Num
  cpu_threads: Num
  cpu_base_ghz: Num
  memory_gb: Num
  gpu: string
  gpu_memory_gb: Num
  nic_mbps: Num
  disks: { kind: string; size_gb: Num }[]
  system_free_gb: Num
  size_inches: Num
  projected: boolean
  camera_present: Answer
  camera_width: Num
  camera_height: Num
  omni_mic: Answer
  plays_media: Answer
  amplifies_voice: Answer
  campus_broadcast: Answer
  ports: Record<PortKey, Num>
  software: Record<SoftwareKey, { name: string; present: Answer; licensed: Answer }>
}

export const portKeys = ['usb/both', 'hdmi/out', 'vga/out', 'usb3/in', 'type_c/in', 'hdmi/in', 'vga/in'] as const
export type PortKey = (typeof portKeys)[number]

export const softwareKeys = ['os', 'office', 'browser', 'antivirus', 'popup_blocker', 'remote', 'restore', 'monitor', 'teaching'] as const
export type SoftwareKey = (typeof softwareKeys)[number]

const per = (value: number | undefined, unit: number): Num => (value === undefined ? null : Math.round((value / unit) * 1000) / 1000)
const times = (value: Num, unit: number) => (value === null ? undefined : Math.round(value * unit))
const given = <T>(value: T | null) => value ?? undefined

export function draftOf(specs: Specs): SpecsDraft {
  const { host, display, camera, audio } = specs
  const count = (key: PortKey): Num => specs.ports?.find((p) => `${p.kind}/${p.direction}` === key)?.count ?? null
  return {
    has_host: host !== undefined,
    cpu_model: host?.cpu_model ?? '',
    cpu_cores: host?.cpu_cores ?? null,
    cpu_threads: host?.cpu_threads ?? null,
    cpu_base_ghz: per(host?.cpu_base_mhz, 1000),
    memory_gb: per(host?.memory_mib, 1024),
    gpu: host?.gpu ?? '',
    gpu_memory_gb: per(host?.gpu_memory_mib, 1024),
    nic_mbps: host?.nic_mbps ?? null,
    disks: (host?.disks ?? []).map((d) => ({ kind: d.kind ?? '', size_gb: per(d.size_mb, 1000) })),
    system_free_gb: per(host?.system_free_bytes, 2 ** 30),
    size_inches: display?.size_inches ?? null,
    projected: display?.projected ?? false,
    camera_present: camera?.present,
    camera_width: camera?.width ?? null,
    camera_height: camera?.height ?? null,
    omni_mic: camera?.omni_mic,
    plays_media: audio?.plays_media,
    amplifies_voice: audio?.amplifies_voice,
    campus_broadcast: audio?.campus_broadcast,
    ports: Object.fromEntries(portKeys.map((k) => [k, count(k)])) as SpecsDraft['ports'],
    software: Object.fromEntries(
      softwareKeys.map((k) => {
        const item = specs.software?.[k]
        return [k, { name: item?.name ?? '', present: item?.present, licensed: item?.licensed }]
      }),
    ) as SpecsDraft['software'],
  }
}

/**
 * The specs that the draft says, over those that were there: what the form does not show stays as it is, and what was
 * not touched keeps its exact value. Only the sections that the category has are written.
 */
export function specsOf(draft: SpecsDraft, before: Specs, sections: string[]): Specs {
  const has = (section: string) => sections.includes(section)
  const touched = { ...draftOf(before) }
  const keep = <K extends keyof SpecsDraft, T>(key: K, old: T, now: T): T =>
    JSON.stringify(draft[key]) === JSON.stringify(touched[key]) ? old : now
  const specs: Specs = {}

  if (has('host') && (draft.has_host || !has('display'))) {
    const old: HostSpecs = before.host ?? {}
    specs.host = known({
      ...old,
      cpu_model: draft.cpu_model.trim() || undefined,
      cpu_cores: given(draft.cpu_cores),
      cpu_threads: given(draft.cpu_threads),
      cpu_base_mhz: keep('cpu_base_ghz', old.cpu_base_mhz, times(draft.cpu_base_ghz, 1000)),
      memory_mib: keep('memory_gb', old.memory_mib, times(draft.memory_gb, 1024)),
      gpu: draft.gpu || undefined,
      gpu_memory_mib: keep('gpu_memory_gb', old.gpu_memory_mib, times(draft.gpu_memory_gb, 1024)),
      nic_mbps: given(draft.nic_mbps),
      disks: keep('disks', old.disks, disksOf(draft)),
      system_free_bytes: keep('system_free_gb', old.system_free_bytes, times(draft.system_free_gb, 2 ** 30)),
    })
    const software = Object.fromEntries(
      softwareKeys
        .map((k) => [k, known({ ...draft.software[k], name: draft.software[k].name.trim() || undefined })] as const)
        .filter(([, item]) => Object.keys(item).length > 0),
    )
    if (has('software') && Object.keys(software).length > 0) specs.software = software
  }
  if (has('display')) {
    specs.display = known({ ...before.display, size_inches: given(draft.size_inches), projected: draft.projected || undefined })
  }
  const camera = known({
    ...before.camera,
    present: draft.camera_present,
    width: given(draft.camera_width),
    height: given(draft.camera_height),
    omni_mic: draft.omni_mic,
  })
  if (has('camera') && Object.keys(camera).length > 0) specs.camera = camera
  const audio = known({
    plays_media: draft.plays_media,
    amplifies_voice: draft.amplifies_voice,
    campus_broadcast: draft.campus_broadcast,
  })
  if (has('audio') && Object.keys(audio).length > 0) specs.audio = audio
  if (has('ports')) {
    const others = (before.ports ?? []).filter((p) => !portKeys.includes(`${p.kind}/${p.direction}` as PortKey))
    const ports = portKeys.flatMap((key) => {
      const [kind = '', direction = ''] = key.split('/')
      const count = draft.ports[key]
      return count === null ? [] : [{ kind, direction, count }]
    })
    if (others.length + ports.length > 0) specs.ports = [...others, ...ports]
  }
  return specs
}

function disksOf(draft: SpecsDraft) {
  const disks = draft.disks.filter((d) => d.kind || d.size_gb !== null)
  return disks.length ? disks.map((d) => known({ kind: d.kind || undefined, size_mb: times(d.size_gb, 1000) })) : undefined
}

/** Without what is not known: absence and not null says that nobody knows. */
const known = <T extends object>(section: T): T =>
  Object.fromEntries(Object.entries(section).filter(([, v]) => v !== undefined && v !== null)) as T
