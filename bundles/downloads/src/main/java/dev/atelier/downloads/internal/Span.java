package dev.atelier.downloads.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Bytes of a file, the last one not included. */
record Span(long from, long to) {
    long length() {
        return to - from;
    }

    /** Sorted, and put together where they touch. */
    static List<Span> merged(List<Span> spans) {
        List<Span> merged = new ArrayList<>();
        spans.stream()
                .filter(span -> span.length() > 0)
                .sorted(Comparator.comparingLong(Span::from))
                .forEach(span -> {
                    int last = merged.size() - 1;
                    if (last >= 0 && merged.get(last).to >= span.from) {
                        Span before = merged.get(last);
                        merged.set(last, new Span(before.from, Math.max(before.to, span.to)));
                    } else {
                        merged.add(span);
                    }
                });
        return merged;
    }

    /** What lies between those that are there, in pieces of at most so many bytes. */
    static List<Span> missing(List<Span> there, long total, long piece) {
        List<Span> missing = new ArrayList<>();
        long at = 0;
        for (Span span : merged(there)) {
            cut(at, Math.min(span.from, total), piece, missing);
            at = Math.max(at, span.to);
        }
        cut(at, total, piece, missing);
        return missing;
    }

    private static void cut(long from, long to, long piece, List<Span> into) {
        for (long at = from; at < to; at += piece) {
            into.add(new Span(at, Math.min(to, at + piece)));
        }
    }
}
