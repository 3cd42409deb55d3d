import { ref } from 'vue'
import { asProblem } from '@/api/problem'
import { download, urlOf } from '@/api/http'
import { notifyProblem } from '@/components/feedback'

/** Downloads a list as it is filtered now. */
export function useExport(path: string, query: () => Record<string, unknown>) {
  const exporting = ref(false)
  async function run() {
    exporting.value = true
    try {
      const { page: _page, page_size: _size, sort: _sort, ...asked } = query()
      await download(urlOf(path, asked))
    } catch (error) {
      notifyProblem(asProblem(error).message)
    } finally {
      exporting.value = false
    }
  }
  return { exporting, run }
}
