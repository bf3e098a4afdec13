import { tellBars, type UseBar, type UseChart } from '../../domain/use-chart.js'
import { showNumber } from '../../domain/water-use.js'
import { ink, type Pen, page, rule, soft } from './pen.js'

const dark = '#0a3b35'
const pale = '#bbbbbb'
const chartHeight = 100

/** The water use of 24 months: the bars of the screen, and every number in words for who can't see them. */
export function drawChart(pen: Pen, chart: UseChart, top: number): number {
  const { doc } = pen
  const base = top + chartHeight
  const left = page.left + 24
  const group = (page.right - left) / chart.groups.length
  const y = (share: number) => base - share * (chartHeight - 14)
  const tops = chart.scale.at(-1)!

  const bar = ({ height, estimated }: UseBar, x: number, width: number, fill: string) => {
    const from = y(height)
    doc.rect(x, from, width, base - from)
    if (!estimated) return void doc.fillAndStroke(fill, dark)
    doc.save().clip().lineWidth(1.4).strokeColor(dark)
    for (let shift = -(base - from); shift < width; shift += 3.5)
      doc.moveTo(x + shift, base).lineTo(x + shift + (base - from), from)
    doc.stroke().restore()
    doc.rect(x, from, width, base - from).stroke(dark)
  }
  const middle = (text: string, x: number, at: number, strong: boolean) => {
    doc.font(strong ? 'strong' : 'text').fontSize(7.5)
    doc.fillColor(strong ? ink : soft)
    doc.text(text, x - doc.widthOfString(text) / 2, at, { lineBreak: false })
  }

  pen.tag(
    pen.root,
    'Figure',
    () => {
      doc.lineWidth(0.5).strokeColor(rule)
      for (const value of chart.scale) {
        const at = y(value / tops)
        doc.moveTo(left, at).lineTo(page.right, at).stroke()
        doc.font('text').fontSize(7.5).fillColor(soft)
        const text = showNumber(value)
        doc.text(text, left - 6 - doc.widthOfString(text), at - 5, { lineBreak: false })
      }
      for (const [place, { name, before, latest }] of chart.groups.entries()) {
        const x = left + place * group + group * 0.12
        doc.lineWidth(0.5)
        if (before) bar(before, x, group * 0.34, pale)
        if (latest) {
          bar(latest, x + group * 0.38, group * 0.38, dark)
          middle(showNumber(latest.ccf), x + group * 0.57, y(latest.height) - 10, true)
        }
        middle(name, x + group * 0.38, base + 3, false)
      }
    },
    {
      alt: `${chart.title}. ${chart.description} By month, the year before, then the latest 12 months: ${tellBars(chart)}`,
      bbox: [page.left, top, page.right, base + 14],
    },
  )
  return base + 16
}
