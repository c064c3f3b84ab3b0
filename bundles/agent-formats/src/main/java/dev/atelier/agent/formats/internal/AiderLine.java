package dev.atelier.agent.formats.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What single lines of aider are. */
final class AiderLine {
    static final Pattern MODEL = Pattern.compile("^(?:Main model|Model): (\\S+) with .*");
    static final Pattern APPLIED = Pattern.compile("^Applied edit to (.+)$");
    static final Pattern CREATING = Pattern.compile("^Creating empty file (.+)$");
    static final Pattern COMMIT = Pattern.compile("^Commit ([0-9a-f]{4,40} .+)$");
    static final Pattern RUNNING = Pattern.compile("^Running (.+)$");
    static final Pattern AUTHENTICATION = Pattern.compile(
            "^(?:litellm\\.AuthenticationError\\b|The API provider is not able to authenticate you\\.).*");

    private static final Pattern BANNER = Pattern.compile("^(?:Aider v\\S.*|(?:Weak|Editor) model: .*|Git repo: .*"
            + "|Repo-map: .*|Added .* to the chat\\.?.*|Restored previous conversation history\\..*"
            + "|Multiline mode: .*|https?://\\S+|Detected dumb terminal.*)$");
    private static final Pattern DROPPED = Pattern.compile("^(?:Tokens: |Cost: |You can use /undo ).*");
    private static final Pattern FATAL = Pattern.compile("^(?:litellm\\.\\S*(?:Error|Exception)\\b"
            + "|The API provider is not able to authenticate you\\."
            + "|Empty response received from LLM\\.|Model \\S+ has hit a token limit!).*");
    private static final Pattern ERROR = Pattern.compile("^(?:The API provider|Retrying in [\\d.]+ seconds\\.\\.\\."
            + "|The LLM did not conform to the edit format\\.|# \\d+ SEARCH/REPLACE blocks? failed to match!"
            + "|Only \\d+ reflections allowed, stopping\\.|Unable to |Exception while updating files:"
            + "|Error: |Skipping edits to |Did not apply edit to ).*");
    private static final Pattern RULE = Pattern.compile("^-{3,}$");
    private static final Pattern FENCE = Pattern.compile("^(?:`{3,}|~{3,})\\S*$");
    private static final Pattern SEARCH = Pattern.compile("^<{5,9} SEARCH$");
    private static final Pattern DIVIDER = Pattern.compile("^={5,9}$");
    private static final Pattern REPLACE = Pattern.compile("^>{5,9} REPLACE$");
    private static final Pattern QUESTION = Pattern.compile(
            "^(?<text>.*?) ?\\(Y\\)es/\\(N\\)o"
                    + "(?<all>/\\(A\\)ll)?(?<skip>/\\(S\\)kip all)?(?<dont>/\\(D\\)on't ask again)? \\[[^\\]]*]:(?<answer>.*)$");
    private static final Pattern DECORATION = Pattern.compile("^[\\s\"'`#:*]+|[\\s\"'`#:*]+$");

    private AiderLine() {}

    static boolean banner(String line) {
        return line.isEmpty() || BANNER.matcher(line).matches();
    }

    static boolean dropped(String line) {
        return DROPPED.matcher(line).matches();
    }

    static boolean fatal(String line) {
        return FATAL.matcher(line).matches();
    }

    static boolean error(String line) {
        return ERROR.matcher(line).matches();
    }

    static boolean rule(String line) {
        return RULE.matcher(line).matches();
    }

    static boolean fence(String line) {
        return FENCE.matcher(line).matches();
    }

    static boolean search(String line) {
        return SEARCH.matcher(line).matches();
    }

    static boolean divider(String line) {
        return DIVIDER.matcher(line).matches();
    }

    static boolean replace(String line) {
        return REPLACE.matcher(line).matches();
    }

    static boolean thinking(String line) {
        return line.equals("► **THINKING**");
    }

    static boolean answer(String line) {
        return line.equals("► **ANSWER**");
    }

    /** The path a line before an edit block names, without what decorates it. */
    static String path(String line) {
        return DECORATION.matcher(line).replaceAll("");
    }

    static Optional<Question> question(String line) {
        Matcher found = QUESTION.matcher(line);
        if (!found.matches()) {
            return Optional.empty();
        }
        List<String> options = new ArrayList<>(List.of("Yes", "No"));
        if (found.group("all") != null) {
            options.add("All");
        }
        if (found.group("skip") != null) {
            options.add("Skip all");
        }
        if (found.group("dont") != null) {
            options.add("Don't ask again");
        }
        return Optional.of(new Question(
                found.group("text").strip(), options, !found.group("answer").isBlank()));
    }

    record Question(String text, List<String> options, boolean answered) {}
}
