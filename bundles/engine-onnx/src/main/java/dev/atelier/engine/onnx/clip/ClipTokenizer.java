package dev.atelier.engine.onnx.clip;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes tokens of a prompt as CLIP does: words, and parts of words put together by how usual they are. */
public final class ClipTokenizer {
    private static final String END_OF_WORD = "</w>";
    /** More of a word is not read: putting its parts together takes as long as the square of its length. */
    private static final int MOST_LETTERS = 256;

    private static final Pattern WORDS = Pattern.compile(
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private final Vocabulary vocabulary;

    public ClipTokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * What a text encoder reads.
     *
     * @param ids always as many as the encoder takes
     * @param cut whether there was more than it takes
     */
    public record Tokens(List<Integer> ids, boolean cut) {
        public Tokens {
            ids = List.copyOf(ids);
        }
    }

    /** @param context of the job that may be cancelled meanwhile */
    public Tokens tokens(String text, JobContext context) throws EngineException {
        int room = vocabulary.length() - 2;
        List<Integer> found = new ArrayList<>();
        String plain = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        Matcher words = WORDS.matcher(plain);
        boolean cut = false;
        while (found.size() <= room && words.find()) {
            context.checkCancelled();
            cut |= word(words.group(), found);
        }
        int used = Math.min(room, found.size());
        Integer[] ids = new Integer[vocabulary.length()];
        Arrays.fill(ids, vocabulary.pad());
        ids[0] = vocabulary.start();
        for (int i = 0; i < used; i++) {
            ids[i + 1] = found.get(i);
        }
        ids[used + 1] = vocabulary.end();
        return new Tokens(Arrays.asList(ids), cut || found.size() > room);
    }

    /** Whether there is more of the word than was read. */
    private boolean word(String word, List<Integer> found) {
        Integer whole = vocabulary.special(word);
        if (whole != null) {
            found.add(whole);
            return false;
        }
        boolean cut = word.length() > MOST_LETTERS;
        List<String> letters = ByteLetters.of(cut ? word.substring(0, MOST_LETTERS) : word);
        cut |= letters.size() > MOST_LETTERS;
        List<String> parts = cut ? new ArrayList<>(letters.subList(0, MOST_LETTERS)) : letters;
        if (!cut) {
            int last = parts.size() - 1;
            parts.set(last, parts.get(last) + END_OF_WORD);
        }
        while (joined(parts)) {
            // until no two of them are known to belong together
        }
        for (String part : parts) {
            found.add(vocabulary.id(part));
        }
        return cut;
    }

    /** Puts the two parts together that are most often found together. */
    private boolean joined(List<String> parts) {
        int best = Integer.MAX_VALUE;
        int at = -1;
        for (int i = 0; i + 1 < parts.size(); i++) {
            int rank = vocabulary.rank(parts.get(i), parts.get(i + 1));
            if (rank < best) {
                best = rank;
                at = i;
            }
        }
        if (at < 0) {
            return false;
        }
        parts.set(at, parts.get(at) + parts.remove(at + 1));
        return true;
    }
}
