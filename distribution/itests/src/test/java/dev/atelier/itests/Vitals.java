package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Memory, threads and open files of a process over time, where the system tells. */
final class Vitals {
    private final List<Sample> samples = new ArrayList<>();
    private final long pid;

    /** @param kilobytes resident memory */
    record Sample(long nanos, long kilobytes, int threads, int files) {}

    Vitals(Atelier atelier) {
        this.pid = atelier.pid();
    }

    static boolean known() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }

    Sample take() throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        long kilobytes = 0;
        int threads = 0;
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                kilobytes = number(line);
            } else if (line.startsWith("Threads:")) {
                threads = (int) number(line);
            }
        }
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            Sample sample = new Sample(System.nanoTime(), kilobytes, threads, (int) open.count());
            samples.add(sample);
            return sample;
        }
    }

    /**
     * What the process still needs of its heap; everything else is thrown away first. Not at every request: while native
     * code holds an array, as packing and unpacking do, the collection is left out and all the garbage is counted. So
     * this asks until there was one.
     */
    long liveKilobytes() {
        return Awaitility.await("a whole collection")
                .atMost(Duration.ofSeconds(30))
                .until(this::collected, OptionalLong::isPresent)
                .getAsLong();
    }

    private OptionalLong collected() throws IOException {
        long before = collections();
        long kilobytes = first(jcmd("GC.class_histogram"), "Total +\\d+ +(\\d+)") / 1024;
        return collections() > before ? OptionalLong.of(kilobytes) : OptionalLong.empty();
    }

    /** Of the whole heap. */
    private long collections() throws IOException {
        return first(jcmd("PerfCounter.print"), "sun\\.gc\\.collector\\.1\\.invocations=(\\d+)");
    }

    private String jcmd(String command) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), command)
                .redirectErrorStream(true)
                .start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static long first(String said, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(said);
        assertThat(matcher.find()).as(said).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** How long the samples' later half took, in minutes. */
    double laterMinutes() {
        return samples.isEmpty()
                ? 0
                : minute(samples.get(samples.size() - 1)) - minute(samples.get(samples.size() / 2));
    }

    /** Kilobytes a minute, as the straight line through the samples' later half climbs. */
    double slope() {
        List<Sample> later = samples.subList(samples.size() / 2, samples.size());
        double n = later.size();
        double minutes = 0;
        double kilobytes = 0;
        for (Sample each : later) {
            minutes += minute(each) / n;
            kilobytes += each.kilobytes() / n;
        }
        double above = 0;
        double below = 0;
        for (Sample each : later) {
            above += (minute(each) - minutes) * (each.kilobytes() - kilobytes);
            below += (minute(each) - minutes) * (minute(each) - minutes);
        }
        return below == 0 ? 0 : above / below;
    }

    long mostKilobytes() {
        return samples.stream().mapToLong(Sample::kilobytes).max().orElse(0);
    }

    private double minute(Sample sample) {
        return (sample.nanos() - samples.get(0).nanos()) / 60e9;
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("\\D+", ""));
    }

    @Override
    public String toString() {
        return samples.isEmpty() ? "nothing known" : samples.get(0) + " … " + samples.get(samples.size() - 1);
    }
}
