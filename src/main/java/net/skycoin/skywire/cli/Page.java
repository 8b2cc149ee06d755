package net.skycoin.skywire.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines and aligned tables for a terminal. Whatever comes from other nodes is made harmless: no
 * control character gets through.
 */
final class Page {
    private static final String GAP = "  ";

    private final PrintWriter out;

    Page(PrintWriter out) {
        this.out = out;
    }

    void line(String text) {
        out.println(harmless(text));
    }

    /** Begins a table; a title that starts with '>' is of a column aligned to the right. */
    Table table(String... titles) {
        return new Table(titles);
    }

    /** Rows are collected, then printed together. */
    final class Table {
        private final List<String[]> rows = new ArrayList<>();
        private final boolean[] right;
        private final boolean titled;

        private Table(String[] titles) {
            right = new boolean[titles.length];
            String[] plain = new String[titles.length];
            boolean any = false;
            for (int i = 0; i < titles.length; i++) {
                right[i] = titles[i].startsWith(">");
                plain[i] = right[i] ? titles[i].substring(1) : titles[i];
                any |= !plain[i].isEmpty();
            }
            titled = any;
            if (titled) {
                rows.add(plain);
            }
        }

        Table row(String... cells) {
            String[] row = new String[right.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = harmless(cells[i]);
            }
            rows.add(row);
            return this;
        }

        /** Prints the table, or {@code nothing} when it has no rows. */
        void print(String nothing) {
            if (rows.size() == (titled ? 1 : 0)) {
                out.println(nothing);
                return;
            }
            int[] widths = widths();
            for (String[] row : rows) {
                out.println(aligned(row, widths));
            }
        }

        private int[] widths() {
            int[] widths = new int[right.length];
            for (String[] row : rows) {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], row[i].length());
                }
            }
            return widths;
        }

        private String aligned(String[] row, int[] widths) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String space = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : GAP);
                line.append(right[i] ? space + row[i] : row[i] + space);
            }
            return line.toString().stripTrailing();
        }
    }

    private static String harmless(String text) {
        StringBuilder safe = new StringBuilder(text);
        for (int i = 0; i < safe.length(); i++) {
            if (Character.isISOControl(safe.charAt(i))) {
                safe.setCharAt(i, '?');
            }
        }
        return safe.toString();
    }
}
