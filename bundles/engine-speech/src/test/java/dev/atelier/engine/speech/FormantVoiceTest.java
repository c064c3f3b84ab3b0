package dev.atelier.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.engine.tck.ContractContext;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormantVoiceTest {
    private static final int GAP = 15 * 16;

    private final FormantVoice voice = new FormantVoice();

    @ParameterizedTest
    @CsvSource({
        "a,730,95", "b,180,50", "c,310,50", "d,220,50", "e,530,80", "f,340,70", "g,190,55", "h,200,35", "i,270,75",
        "j,290,50", "k,260,50", "l,310,55", "m,260,60", "n,280,55", "o,570,95", "p,200,45", "q,260,55", "r,310,60",
        "s,380,65", "t,250,45", "u,440,100", "v,300,60", "w,400,75", "x,350,55", "y,380,90", "z,340,60", "A,730,95",
        "0,220,80", "1,280,80", "9,760,80", "#,440,60", "é,440,60"
    })
    void singsTheToneOfACharacter(String character, int hertz, int millis) {
        short[] sound = say(character, 1);

        assertThat(sound).hasSize(millis * 16 + GAP);
        assertThat(Sounds.risings(sound) * 1000.0 / millis).isCloseTo(hertz, within(1000.0 / millis));
        assertThat(Sounds.loudest(sound)).isBetween(10_800, (int) (0.35 * Short.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({"' ',80", "'\t',80", "'\n',120", "'\r',120", ".,180", "?,180", "!,180", "',',100", ";,100", ":,100"})
    void isSilentBetweenWords(String character, int millis) {
        short[] sound = say(character, 1);

        assertThat(sound).hasSize(millis * 16 + GAP);
        assertThat(Sounds.loudest(sound)).isZero();
    }

    @Test
    void putsOneCharacterAfterTheOther() {
        assertThat(say("Hi, 7!", 1)).hasSize((35 + 75 + 100 + 80 + 80 + 180) * 16 + 6 * GAP);
    }

    @Test
    void beginsAndEndsEachToneSoftly() {
        short[] sound = say("u", 1);

        assertThat(sound[0]).isZero();
        assertThat(Sounds.loudest(java.util.Arrays.copyOf(sound, 1600 / 12))).isLessThan(5_800);
        assertThat(Sounds.loudest(java.util.Arrays.copyOfRange(sound, 1600 - 200, 1600)))
                .isLessThan(5_800);
    }

    @Test
    void isTwiceAsFastAtTwiceTheSpeed() {
        assertThat(say("a", 2)).hasSize((95 * 16 + GAP) / 2);
        assertThat(say("a", 0.25)).hasSize((95 * 16 + GAP) * 4);
    }

    /** Nothing in it is left to chance. */
    @Test
    void singsTheSameOnEveryMachine() throws Exception {
        short[] sound = say("The quick brown fox, 0123456789; jumps? \u00c4\ud83c\udfb5", 1);

        ByteBuffer bytes = ByteBuffer.allocate(sound.length * Short.BYTES);
        bytes.asShortBuffer().put(sound);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())))
                .isEqualTo("b4d079fb739f655723954191670825f381a5218bb45eee4f5199bd803f47bfbf");
    }

    @Test
    void takesACharacterOfTwoUnitsForOne() {
        assertThat(say("🎵", 1)).hasSize(60 * 16 + GAP);
    }

    private short[] say(String text, double speed) {
        return voice.say(text, speed, new ContractContext(Path.of("none")));
    }
}
