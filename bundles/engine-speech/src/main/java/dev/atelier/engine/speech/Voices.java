package dev.atelier.engine.speech;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.JobContext.Level;
import dev.atelier.engine.api.Task;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who speaks: the voice a task names, else one that knows its language. */
final class Voices {
    static final String FORMANT_MODEL = "formant-synth";

    /** What clients of OpenAI's service ask for, who cannot know the voices here: to them the usual one answers. */
    private static final Set<String> ELSEWHERE = Set.of(
            "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer",
            "verse");

    private static final String ENGLISH = "en";
    private static final int NAMED_AT_MOST = 12;

    private final Voice usual;
    private final Voice formant = new FormantVoice();
    private final List<Voice> builtIn;
    private final Piper piper;
    private final Espeak espeak;

    Voices(Piper piper, Espeak espeak, Executor loader) {
        this.piper = piper;
        this.usual = KevinVoice.wide(loader);
        this.builtIn = List.of(usual, KevinVoice.narrow(loader), formant);
        this.espeak = espeak;
    }

    Voice pick(String model, Task.Speech task, JobContext context) throws EngineException {
        String name = task.voice().strip().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !name.equals(Task.Speech.DEFAULT_VOICE) && !ELSEWHERE.contains(name)) {
            return named(name, task.language(), context);
        }
        return model.equals(FORMANT_MODEL) ? formant : speaking(task.language());
    }

    private Voice named(String name, @Nullable String language, JobContext context) throws EngineException {
        if (name.equals(FORMANT_MODEL)) {
            return formant;
        }
        for (Voice voice : builtIn) {
            if (voice.name().equals(name)) {
                if (!isEnglish(language) && voice != formant) {
                    context.log(Level.WARN, "the voice " + name + " speaks English only");
                }
                return voice;
            }
        }
        Optional<Voice> installed = piper.voice(name).or(() -> espeak.voice(name, language));
        if (installed.isPresent()) {
            return installed.get();
        }
        throw Request.refused("no voice here is called " + name + "; there are " + some());
    }

    /** Natural ones first. */
    private Voice speaking(@Nullable String language) throws EngineException {
        Optional<Voice> natural = piper.speaking("auto".equals(language) ? null : language);
        if (natural.isPresent()) {
            return natural.get();
        }
        if (isEnglish(language)) {
            return usual;
        }
        Optional<Voice> voice = espeak.speaking(language);
        if (voice.isPresent()) {
            return voice.get();
        }
        throw new EngineException(
                "language_missing",
                espeak.installed()
                        ? "no voice here speaks " + language + "; there are " + some()
                        : "no voice here speaks " + language + "; install espeak-ng to add its languages",
                false);
    }

    private static boolean isEnglish(@Nullable String language) {
        if (language == null || language.isBlank() || language.equals("auto")) {
            return true;
        }
        String lower = language.strip().toLowerCase(Locale.ROOT);
        return lower.equals(ENGLISH) || lower.startsWith("en-") || lower.startsWith("en_") || lower.equals("english");
    }

    private String some() {
        List<String> installed = espeak.names();
        StringBuilder text = new StringBuilder(
                String.join(", ", builtIn.stream().map(Voice::name).toList()));
        piper.names().stream().limit(NAMED_AT_MOST).forEach(name -> text.append(", ")
                .append(name));
        installed.stream().limit(NAMED_AT_MOST).forEach(name -> text.append(", ")
                .append(name));
        if (installed.size() > NAMED_AT_MOST) {
            text.append(" and ").append(installed.size() - NAMED_AT_MOST).append(" more of espeak-ng");
        } else if (installed.isEmpty()) {
            text.append("; install espeak-ng for more");
        }
        return text.toString();
    }
}
