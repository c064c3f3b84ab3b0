package dev.atelier.itests;

import dev.atelier.itests.JobHistory.Event;
import dev.atelier.itests.JobHistory.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds the books of a studio in the end against what others have seen meanwhile. */
final class JobAudit {
    /** What is on its way between studio and worker while the one already knows and the other does not. */
    private static final long UNDER_WAY = Duration.ofSeconds(2).toNanos();

    private final int mostAttempts;
    private final Map<String, Row> books = new HashMap<>();
    private final Map<String, List<Event>> events = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();

    /**
     * A job as the studio shows it in the end.
     *
     * @param order the customer's own word for it
     * @param result by which attempt, or empty where there is none
     */
    record Row(String jobId, String order, String status, int attempts, String result) {}

    private JobAudit(List<Event> history, List<Row> books, int mostAttempts) {
        this.mostAttempts = mostAttempts;
        books.forEach(row -> this.books.put(row.jobId(), row));
        history.stream().sorted(Comparator.comparingLong(Event::nanos)).forEach(event -> events.computeIfAbsent(
                        event.jobId(), id -> new ArrayList<>())
                .add(event));
    }

    /** One line for each thing that may not be; none when all is well. */
    static List<String> findings(List<Event> history, List<Row> books, int mostAttempts) {
        JobAudit audit = new JobAudit(history, books, mostAttempts);
        audit.events.forEach(audit::job);
        audit.orders(books);
        return audit.findings;
    }

    private void job(String jobId, List<Event> seen) {
        Row row = books.get(jobId);
        if (row == null) {
            findings.add(jobId + " is lost: " + told(seen));
            return;
        }
        Set<String> stored = who(seen, What.STORED);
        if (stored.size() > 1) {
            findings.add(jobId + " was done twice: " + told(seen));
        }
        overlaps(jobId, seen);
        Set<String> found = who(seen, What.FOUND);
        if (row.status().equals("done")) {
            found.add(row.result());
            done(row, seen, stored);
        } else {
            unfinished(row, seen, stored);
        }
        if (found.size() > 1) {
            findings.add(jobId + " has had several results " + found + ": " + told(seen));
        }
        if (row.attempts() > mostAttempts) {
            findings.add(jobId + " was tried " + row.attempts() + " times: " + told(seen));
        }
    }

    private void done(Row row, List<Event> seen, Set<String> stored) {
        if (row.result().isEmpty()) {
            findings.add(row.jobId() + " is done without a result: " + told(seen));
        } else if (!stored.isEmpty() && !stored.contains(row.result())) {
            findings.add(row.jobId() + " keeps the result of " + row.result() + ", which was not the one stored: "
                    + told(seen));
        }
    }

    private void unfinished(Row row, List<Event> seen, Set<String> stored) {
        if (!stored.isEmpty()) {
            findings.add(row.jobId() + " has lost its result and is " + row.status() + ": " + told(seen));
        } else if (!row.status().equals("failed")) {
            findings.add(row.jobId() + " is stuck and still " + row.status() + ": " + told(seen));
        } else if (row.attempts() < mostAttempts) {
            findings.add(row.jobId() + " failed after " + row.attempts() + " attempts: " + told(seen));
        }
    }

    /** Two attempts at the same time, or one after the job was done. */
    private void overlaps(String jobId, List<Event> seen) {
        for (int i = 0; i < seen.size(); i++) {
            Event later = seen.get(i);
            if (later.what() != What.OFFERED) {
                continue;
            }
            for (Event earlier : seen.subList(0, i)) {
                if (earlier.what() == What.STORED) {
                    findings.add(jobId + " was offered after it was done: " + told(seen));
                } else if (earlier.what() == What.OFFERED && ended(earlier, seen) > later.nanos() + UNDER_WAY) {
                    findings.add(jobId + " was offered while " + earlier.by() + " had it: " + told(seen));
                }
            }
        }
    }

    private static long ended(Event offer, List<Event> seen) {
        return seen.stream()
                .filter(event -> event.by().equals(offer.by()))
                .filter(event -> event.what() == What.REPORTED || event.what() == What.GIVEN_UP)
                .mapToLong(Event::nanos)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void orders(List<Row> rows) {
        Map<String, List<Row>> byOrder = rows.stream().collect(Collectors.groupingBy(Row::order));
        byOrder.forEach((order, jobs) -> {
            if (jobs.size() > 1) {
                findings.add("order " + order + " became several jobs: "
                        + jobs.stream().map(Row::jobId).toList());
            }
        });
    }

    private static Set<String> who(List<Event> seen, What what) {
        return seen.stream()
                .filter(event -> event.what() == what)
                .map(Event::by)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String told(List<Event> seen) {
        long from = seen.get(0).nanos();
        return seen.stream()
                .map(event -> (event.nanos() - from) / 1_000_000 + " ms " + event.what() + " " + event.by())
                .collect(Collectors.joining(", "));
    }
}
