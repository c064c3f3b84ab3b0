package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.JobContext;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the bar a program draws, {@code |====>   | 2/3 - 17.92it/s}; bars of loading end in MB/s and say nothing here. */
final class Steps implements Consumer<String> {
    private static final Pattern BAR = Pattern.compile("(\\d{1,6})/(\\d{1,6}) - .*(it/s|s/it)");

    /** What is left for making a picture of the numbers. */
    private static final double SAMPLED = 0.9;

    private final JobContext context;
    private double told;

    Steps(JobContext context) {
        this.context = context;
    }

    @Override
    public synchronized void accept(String line) {
        Matcher bar = BAR.matcher(line);
        if (!bar.find()) {
            return;
        }
        int done = Integer.parseInt(bar.group(1));
        int all = Integer.parseInt(bar.group(2));
        if (all < 1 || done > all) {
            return;
        }
        // A second pass begins anew; the bar of the job only grows.
        told = Math.max(told, SAMPLED * done / all);
        context.progress(told, "step " + done + " of " + all);
    }
}
