package dev.atelier.engine.video;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A film of scenes, one for each sentence of the prompt as far as there is time, each fading into the next. */
final class DrawnFilm implements Film {
    private static final double SHORTEST_SCENE = 1.6;
    private static final int MOST_SCENES = 24;
    private static final double FADE = 0.6;
    private static final double CAPTION_FADE = 0.5;

    private final int width;
    private final int height;
    private final int frames;
    private final double fps;
    private final List<String> texts;
    private final double sceneSeconds;
    private int at = -1;
    private @Nullable Scene current;
    private @Nullable Scene next;
    private int[] other = new int[0];

    DrawnFilm(Request request) {
        this.width = request.width();
        this.height = request.height();
        this.frames = request.frames();
        this.fps = request.fps();
        double seconds = frames / fps;
        this.texts = texts(request.prompt(), (int) Math.max(1, Math.min(MOST_SCENES, seconds / SHORTEST_SCENE)));
        this.sceneSeconds = seconds / texts.size();
    }

    /** The sentences, put together so that there are no more than there is time for. */
    static List<String> texts(String prompt, int most) {
        List<String> sentences = new ArrayList<>();
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(prompt);
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            String sentence = prompt.substring(from, to).strip();
            if (!sentence.isEmpty()) {
                sentences.add(sentence);
            }
            from = to;
        }
        if (sentences.isEmpty()) {
            return List.of("");
        }
        int count = Math.min(most, sentences.size());
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(String.join(
                    " ", sentences.subList(sentences.size() * i / count, sentences.size() * (i + 1) / count)));
        }
        return texts;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int frames() {
        return frames;
    }

    @Override
    public void draw(int frame, int[] pixels) {
        double seconds = frame / fps;
        int number = Math.min(texts.size() - 1, (int) (seconds / sceneSeconds));
        double into = seconds - number * sceneSeconds;
        double left = sceneSeconds - into;
        boolean last = number == texts.size() - 1;
        double appear = number == 0 ? 1 : into / CAPTION_FADE;
        double disappear = last ? 1 : left / CAPTION_FADE;
        current(number).draw(seconds, smooth(Math.min(appear, disappear)), pixels);
        if (!last && left < FADE) {
            fade(number, seconds, smooth(1 - left / FADE), pixels);
        }
    }

    private void fade(int number, double seconds, double share, int[] pixels) {
        Scene following = next;
        if (following == null) {
            following = scene(number + 1);
            next = following;
            other = new int[pixels.length];
        }
        following.draw(seconds, 0, other);
        int of256 = (int) (256 * share);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Colours.mix256(pixels[i], other[i], of256);
        }
    }

    /** Two scenes at most are kept: frames come in order. */
    private Scene current(int number) {
        Scene scene = current;
        if (scene == null || number != at) {
            scene = number == at + 1 && next != null ? next : scene(number);
            current = scene;
            next = null;
            at = number;
        }
        return scene;
    }

    private Scene scene(int number) {
        return new Scene(texts.get(number), width, height);
    }

    private static double smooth(double share) {
        double x = Math.max(0, Math.min(1, share));
        return x * x * (3 - 2 * x);
    }
}
