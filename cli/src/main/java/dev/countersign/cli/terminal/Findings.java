package dev.countersign.cli.terminal;

import dev.countersign.cli.doctor.Finding;
import dev.countersign.cli.doctor.Finding.Level;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what a check of a deployment found: one line each, and what to do below it. */
public final class Findings {
    /** Where the words begin. */
    private static final int SAID = 21;

    private final PrintStream out;
    private final boolean colours;
    private final int columns;

    /** @param columns of the terminal; 0 for no limit */
    public Findings(PrintStream out, boolean colours, int columns) {
        this.out = out;
        this.colours = colours;
        this.columns = columns;
    }

    /** One finding, as soon as there is one. */
    public void print(Finding finding) {
        String word = "%-8s".formatted(finding.level().name().toLowerCase(Locale.ROOT));
        out.println(ink(finding.level()).on(word, colours)
                + "%-13s".formatted(finding.check())
                + Wrapped.text(Foreign.clean(finding.said()), SAID, columns));
        if (!finding.remedy().isEmpty()) {
            String remedy = "-> " + Wrapped.text(Foreign.clean(finding.remedy()), SAID + 3, columns);
            out.println(" ".repeat(SAID) + Ink.CYAN.on(remedy, colours));
        }
        out.flush();
    }

    /** The last line. */
    public void sum(List<Finding> found, boolean beside) {
        long fails = count(found, Level.FAIL);
        long warnings = count(found, Level.WARN);
        String verdict = fails > 0 ? fails + (fails == 1 ? " check fails" : " checks fail") : "nothing fails";
        String rest =
                warnings + (warnings == 1 ? " warning, " : " warnings, ") + count(found, Level.SKIPPED) + " skipped";
        out.println();
        String more = beside ? "" : ". Without the server's data folder (--data) there was no lock, and less to see";
        out.println(Ink.BOLD.on(verdict, colours)
                + Wrapped.text(verdict + ", " + rest + more, 0, columns).substring(verdict.length()));
        out.flush();
    }

    private static long count(List<Finding> found, Level level) {
        return found.stream().filter(finding -> finding.level() == level).count();
    }

    private static Ink ink(Level level) {
        return switch (level) {
            case OK -> Ink.GREEN;
            case WARN -> Ink.YELLOW;
            case FAIL -> Ink.RED;
            case SKIPPED -> Ink.DIM;
        };
    }
}
