package dev.atelier.engine.speech;

import dev.atelier.engine.api.Part;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The voices of espeak-ng, where that is installed: a hundred languages, understandable rather than beautiful. */
final class Espeak {
    static final String PREFIX = "espeak-ng:";

    private static final String PROGRAM = "espeak-ng";
    private static final String USUAL = "en";
    private static final Pattern VERSION = Pattern.compile("text-to-speech: (\\S+)");
    private static final Pattern VARIANT = Pattern.compile("\\+[\\w-]{1,20}");

    private final Programs programs;

    Espeak(Programs programs) {
        this.programs = programs;
    }

    boolean installed() {
        return program().isPresent();
    }

    Part part() {
        Optional<Path> there = program();
        return new Part(
                PROGRAM,
                "espeak-ng, voices of a hundred languages",
                there.map(program -> programs.probe(program, List.of("--version")))
                        .map(answer -> answer.getNow(null))
                        .filter(ProbeResult::ok)
                        .map(answer -> VERSION.matcher(answer.text()))
                        .filter(Matcher::find)
                        .map(found -> found.group(1))
                        .orElse(null),
                there.map(Path::toString).orElse(null),
                there.isPresent() ? Part.State.IN_USE : Part.State.MISSING,
                there.isPresent() ? null : "install the package espeak-ng to have them",
                false,
                0);
    }

    /** Its voices by language, as they may be asked for. */
    List<String> names() {
        return listed().stream().map(Listed::language).distinct().toList();
    }

    /** The voice called so: {@code de}, {@code en-us+f3}, {@code espeak-ng:de}, or its own choice for a language. */
    Optional<Voice> voice(String name, @Nullable String language) {
        if (name.equals(PROGRAM)) {
            return speaking(language == null || language.isBlank() ? USUAL : language);
        }
        String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        int plus = plain.indexOf('+');
        String variant = plus < 0 ? "" : plain.substring(plus);
        if (!variant.isEmpty() && !VARIANT.matcher(variant).matches()) {
            return Optional.empty();
        }
        String base = plus < 0 ? plain : plain.substring(0, plus);
        return find(base).map(found -> voice(found, variant));
    }

    /** A voice for a language: {@code pt-BR} for itself, else {@code pt}, else any that begins like it. */
    Optional<Voice> speaking(@Nullable String language) {
        if (language == null || language.isBlank()) {
            return Optional.empty();
        }
        String wanted = language.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        String base = wanted.replaceFirst("-.*", "");
        return find(wanted)
                .or(() -> find(base))
                .or(() -> find(base + "-" + base)) // fr-fr before fr-be
                .or(() -> listed().stream()
                        .filter(candidate -> candidate.language().startsWith(base + "-"))
                        .findFirst())
                .map(found -> voice(found, ""));
    }

    private Optional<Listed> find(String name) {
        List<Listed> all = listed();
        return all.stream()
                .filter(candidate -> candidate.language().equals(name))
                .findFirst()
                .or(() -> all.stream()
                        .filter(candidate -> candidate.title().equals(name))
                        .findFirst());
    }

    private Voice voice(Listed listed, String variant) {
        Path program = program().orElseThrow();
        return new EspeakVoice(programs, program, listed.language() + variant);
    }

    private Optional<Path> program() {
        return programs.find(PROGRAM, List.of());
    }

    private List<Listed> listed() {
        return program()
                .map(program -> programs.probe(program, List.of("--voices")))
                .map(CompletableFuture::join) // a program that does not answer is given up by the probe
                .filter(ProbeResult::ok)
                .map(answer -> answer.text().lines().skip(1).flatMap(Listed::of).toList())
                .orElse(List.of());
    }

    /** A line of its list: priority, language, age and gender, name, file, other languages. */
    private record Listed(String language, String title) {
        private static final Pattern GAP = Pattern.compile("\\s+");
        private static final int LANGUAGE = 1;
        private static final int NAME = 3;
        private static final int FILE = 4;

        static Stream<Listed> of(String line) {
            String[] columns = GAP.split(line.strip(), FILE + 2);
            // Voices of MBROLA need data that comes with none of them.
            return columns.length > FILE && !columns[FILE].startsWith("mb/")
                    ? Stream.of(new Listed(
                            columns[LANGUAGE].toLowerCase(Locale.ROOT), columns[NAME].toLowerCase(Locale.ROOT)))
                    : Stream.empty();
        }
    }
}
