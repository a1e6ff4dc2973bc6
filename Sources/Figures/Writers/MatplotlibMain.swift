extension Figure {
  /// The functions that marks call.
  static let helpers = """
    def number(text):
        return float(text) if text else math.nan


    def column(rows, name):
        return [row[name] for row in rows]


    def curves(rows):
        found = {}
        for row in rows:
            found.setdefault(row["curve"], []).append(row)
        return found.values()


    def line(style):
        return dict(color=style["color"], linewidth=style["width"], alpha=style["alpha"],
                    linestyle=style["dash"], zorder=2)


    def shade(value):
        if not math.isfinite(value) or COLOR["axis"]["scale"] == "log" and value <= 0:
            return None
        norm = LogNorm if COLOR["axis"]["scale"] == "log" else Normalize
        share = float(norm(*COLOR["axis"]["limits"])(value))
        return min(max(int(share * len(RAMP)), 0), len(RAMP) - 1)
    """

  /// Reads, draws and saves.
  static let main = """
    def read(path):
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            for name in ("x", "y", "x_low", "x_high", "y_low", "y_high", "value"):
                row[name] = number(row[name])
        return rows


    def set_axis(ax, name, axis):
        side = getattr(ax, name + "axis")
        getattr(ax, "set_%sscale" % name)(axis["scale"])
        getattr(ax, "set_%slim" % name)(*axis["limits"])
        getattr(ax, "set_%sticks" % name)(axis["ticks"], axis["labels"])
        side.set_ticks(axis["minor"], minor=True)
        side.set_minor_formatter("")
        ax.tick_params(axis=name, which="major", length=2.2, width=0.6, pad=1.8, labelsize=9 * POINT)
        ax.tick_params(axis=name, which="minor", length=1.1, width=0.6)


    def add_panel(figure, panel, is_map):
        x, y, width, height = panel["box"]
        box = [x / WIDTH, 1 - (y + height) / HEIGHT, width / WIDTH, height / HEIGHT]
        ax = figure.add_axes(box, facecolor="none")
        set_axis(ax, "x", panel["x"])
        set_axis(ax, "y", panel["y"])
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("left", "bottom"))
            spine.set_linewidth(0.6)
        if not is_map:
            ax.grid(which="major", color="#e6e6e6", linewidth=0.45)
        ax.set_axisbelow(True)
        return ax


    def add_color_bar(sheet):
        x, y, width, height = COLOR["box"]
        for index, color in enumerate(RAMP):
            top = y + height * (1 - (index + 1) / len(RAMP))
            sheet.add_patch(Rectangle((x, top), width, height / len(RAMP), color=color, linewidth=0))
        axis = COLOR["axis"]
        norm = (LogNorm if axis["scale"] == "log" else Normalize)(*axis["limits"])
        for value, label in zip(axis["ticks"], axis["labels"]):
            place = y + height * (1 - float(norm(value)))
            sheet.plot([x + width, x + width + 3], [place, place], color=INK, linewidth=0.6)
            sheet.text(x + width + 5, place, label, va="center_baseline")


    def add_table(sheet, ax, rows, panel, left, top, title, styles):
        sheet.text(left, top, title, fontsize=10 * POINT)
        x0, _, width, _ = PANELS[panel]["box"]
        for index, style in enumerate(styles):
            y = top + LEADING * (index + 1)
            sheet.plot([left, left + 18], [y - 3, y - 3], **line(style))
            steps = [row for row in rows if row["curve"] == str(index)]
            for tick in PANELS[panel]["x"]["ticks"]:
                before = [step for step in steps if step["x"] < tick] or steps[:1]
                if before and math.isfinite(before[-1]["y"]):
                    place = ax.transAxes.inverted().transform(ax.transData.transform((tick, 0.5)))
                    sheet.text(x0 + width * place[0], y, "%g" % before[-1]["y"], ha="center")


    def main():
        folder = os.path.dirname(os.path.abspath(__file__))
        rows = read(os.path.join(folder, NAME + ".csv"))
        plt.rcParams.update({
            "font.family": "sans-serif", "font.size": 9 * POINT, "text.color": INK,
            "axes.edgecolor": INK, "xtick.color": INK, "ytick.color": INK, "hatch.linewidth": 0.6,
            "font.sans-serif": ["Helvetica", "Arial", "Liberation Sans", "DejaVu Sans"],
            "text.parse_math": False, "pdf.fonttype": 42,
        })
        figure = plt.figure(figsize=(WIDTH * POINT / 72, HEIGHT * POINT / 72))
        axes = []
        for index, panel in enumerate(PANELS):
            is_map = any(row["panel"] == str(index) and row["mark"] == "cells" for row in rows)
            axes.append(add_panel(figure, panel, is_map))
        sheet = figure.add_axes([0, 0, 1, 1], facecolor="none", xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        sheet.axis("off")
        for layer in LAYERS:
            panel, index = str(layer["panel"]), str(layer["layer"])
            own = [row for row in rows if row["panel"] == panel and row["layer"] == index]
            globals()["draw_" + layer["mark"]](axes[layer["panel"]], own, layer["style"])
        for panel, ax in zip(PANELS, axes):
            ax.set_xlim(*panel["x"]["limits"])
            ax.set_ylim(*panel["y"]["limits"])
        for x, y, name, marks in KEYS:
            for mark, style in marks:
                globals()["key_" + mark](sheet, x, y, style)
            sheet.text(x + 22, y, name, va="center_baseline")
        for x, y, text, size, weight, alignment, rotation in TEXTS:
            sheet.text(x, y, text, fontsize=size * POINT, fontweight=weight, ha=alignment,
                       va="baseline", rotation=rotation, rotation_mode="anchor")
        if COLOR:
            add_color_bar(sheet)
        for table in TABLES:
            own = [row for row in rows if row["mark"] == "table" and row["panel"] == str(table[0])]
            add_table(sheet, axes[table[0]], own, *table)
        figure.savefig(os.path.join(folder, NAME + ".pdf"), metadata={"CreationDate": None})


    if __name__ == "__main__":
        main()
    """
}
