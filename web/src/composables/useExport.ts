import { ref } from 'vue'
import { askExport } from '@/api/exports'
import { download, urlOf } from '@/api/http'
import { notifyFailure } from '@/components/feedback'
import { exportsDrawer } from './exportsDrawer'

/** Downloads a list as it is filtered now; one that takes long is made by the server, to be fetched from 我的导出. */
export function useExport(path: string, query: () => Record<string, unknown>, takesLong: () => boolean = () => false) {
  const exporting = ref(false)
  async function run() {
    exporting.value = true
    try {
      const { page: _page, page_size: _size, sort: _sort, ...asked } = query()
      if (takesLong()) {
        await askExport(path, asked)
        exportsDrawer.show()
      } else {
        await download(urlOf(path, asked))
      }
    } catch (error) {
      notifyFailure(error)
    } finally {
      exporting.value = false
    }
  }
  return { exporting, run }
}
