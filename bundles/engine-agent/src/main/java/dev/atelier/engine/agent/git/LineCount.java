package dev.atelier.engine.agent.git;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many lines came and went, as git counts them; files that are not text have none. */
record LineCount(int insertions, int deletions) {
    private static final Pattern FILE = Pattern.compile("(?:^|\0)(\\d+)\t(\\d+)\t");

    /** @param numstat what {@code --numstat -z} says */
    static LineCount of(String numstat) {
        long insertions = 0;
        long deletions = 0;
        for (Matcher file = FILE.matcher(numstat); file.find(); ) {
            insertions += Long.parseLong(file.group(1));
            deletions += Long.parseLong(file.group(2));
        }
        return new LineCount(
                (int) Math.min(insertions, Integer.MAX_VALUE), (int) Math.min(deletions, Integer.MAX_VALUE));
    }
}
