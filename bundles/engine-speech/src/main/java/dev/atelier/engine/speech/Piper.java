package dev.atelier.engine.speech;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.host.api.LocalModels;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The voices of Piper, where that is installed: natural ones, each of which is a network in a file. */
final class Piper {
    static final String PREFIX = "piper:";

    /** Collections of voices have folders for language, region, speaker and quality. */
    static final LocalModels.Form FORM =
            LocalModels.Form.of("tts", PiperVoiceFile.SUFFIX).deep(5);

    private static final String PROGRAM = "piper";
    private static final String OFF = "off";
    private static final List<String> HELP = List.of("--help");
    private static final int NAMED_AT_MOST = 12;

    private final Programs programs;
    private final Supplier<String> setting;
    private final LocalModels files;

    /** @param setting path of the program, off, or empty for the one on the path */
    Piper(Programs programs, Supplier<String> setting, LocalModels files) {
        this.programs = programs;
        this.setting = setting;
        this.files = files;
    }

    Part part() {
        Optional<Path> there = find();
        List<PiperVoiceFile> voices = voices();
        Part.State state = Part.State.MISSING;
        String note = setting.get().strip().equalsIgnoreCase(OFF)
                ? "switched off by piper_program"
                : "install Piper, or put its path into piper_program; its voices belong into " + files.folder();
        if (there.isPresent()) {
            ProbeResult help = programs.probe(there.get(), HELP).getNow(null);
            if (help != null && !isPiper(help)) {
                state = Part.State.BROKEN;
                note = "this program is no Piper that can be used here";
            } else if (voices.isEmpty()) {
                state = Part.State.SPARE;
                note = "it has no voice; put one (.onnx with its .onnx.json) into " + files.folder();
            } else {
                state = Part.State.IN_USE;
                note = "voices: " + listed(voices);
            }
        }
        return new Part(
                PROGRAM,
                "Piper, natural voices of many languages",
                null,
                there.map(Path::toString).orElse(null),
                state,
                note,
                false,
                0);
    }

    private static String listed(List<PiperVoiceFile> voices) {
        String some = voices.stream()
                .limit(NAMED_AT_MOST)
                .map(voice -> voice.name() + " (" + voice.language() + ")")
                .collect(Collectors.joining(", "));
        int more = voices.size() - NAMED_AT_MOST;
        return more > 0 ? some + " and " + more + " more" : some;
    }

    /** Its voices, as they may be asked for; none where the program is not there. */
    List<String> names() {
        return usable().isEmpty()
                ? List.of()
                : voices().stream().map(voice -> PREFIX + voice.name()).toList();
    }

    /** The voice called so: {@code piper:de_DE-thorsten-medium}, or without the prefix; {@code +} and a speaker of it. */
    Optional<Voice> voice(String name) {
        String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        int plus = plain.lastIndexOf('+');
        String speaker = plus < 0 ? null : plain.substring(plus + 1);
        String base = plus < 0 ? plain : plain.substring(0, plus);
        return voices().stream()
                .filter(voice -> voice.name().toLowerCase(Locale.ROOT).equals(base))
                .filter(voice -> speaker == null || voice.speaker(speaker).isPresent())
                .findFirst()
                .flatMap(voice -> usable().map(program -> speaking(program, voice, speaker)));
    }

    /** A voice for a language: {@code pt-BR} for itself, else any of Portuguese. */
    Optional<Voice> speaking(@Nullable String language) {
        String wanted = PiperVoiceFile.plain(language == null || language.isBlank() ? "en" : language);
        String base = wanted.replaceFirst("-.*", "");
        List<PiperVoiceFile> all = voices();
        Optional<PiperVoiceFile> found = all.stream()
                .filter(voice -> voice.language().equals(wanted))
                .findFirst()
                .or(() -> all.stream()
                        .filter(voice -> voice.language().equals(base)
                                || voice.language().startsWith(base + "-"))
                        .findFirst());
        return found.flatMap(voice -> usable().map(program -> speaking(program, voice, null)));
    }

    /** The voice a job brings along in the files of its model, if it does. */
    Optional<Voice> brought(ModelSource source, JobContext context) throws EngineException {
        Path network = null;
        for (ModelSource.File file : source.files()) {
            Path path = context.modelFiles().get(file);
            network = FORM.named(file.filename()) ? path : network;
        }
        if (network == null) {
            return Optional.empty();
        }
        Path own = network;
        PiperVoiceFile voice = PiperVoiceFile.of(own)
                .orElseThrow(() -> new EngineException(
                        "model_unusable", own.getFileName() + " is no voice with its .json beside it", true));
        Path program = usable().orElseThrow(() -> new EngineException(
                "program_missing",
                "the voice " + voice.name() + " needs Piper; install it, or set piper_program",
                false));
        return Optional.of(speaking(program, voice, null));
    }

    private Voice speaking(Path program, PiperVoiceFile voice, @Nullable String speaker) {
        return new PiperVoice(programs, program, voice, voice.speaker(speaker).orElse(null));
    }

    private List<PiperVoiceFile> voices() {
        return files.places().stream()
                .map(PiperVoiceFile::of)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Path> find() {
        String set = setting.get().strip();
        if (set.equalsIgnoreCase(OFF)) {
            return Optional.empty();
        }
        return set.isEmpty()
                ? programs.find(PROGRAM, List.of())
                : Optional.of(Path.of(set).toAbsolutePath())
                        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    }

    /** Waits for the program to say what it is: there is another of that name, which is about mice. */
    private Optional<Path> usable() {
        return find().filter(program -> isPiper(programs.probe(program, HELP).join()));
    }

    private static boolean isPiper(ProbeResult help) {
        String text = help.text().replace('_', '-');
        return help.started() && text.contains("--output-raw") && text.contains("--length-scale");
    }
}
