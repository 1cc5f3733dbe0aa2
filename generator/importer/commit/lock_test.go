package commit

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/fstest"

	"gongbao/generator/diag"
)

// holder makes this test binary hold the lock of a folder until it is killed.
const holder = "GONGBAO_TEST_HOLD_LOCK"

func TestMain(m *testing.M) {
	dir := os.Getenv(holder)
	if dir == "" {
		os.Exit(m.Run())
	}
	var bag diag.Bag
	if _, ok, err := Lock(dir, &bag); err != nil || !ok {
		os.Exit(1)
	}
	os.Stdout.WriteString("held\n")
	bufio.NewReader(os.Stdin).ReadByte() // for ever: nothing comes
}

func locks(t *testing.T, dir string) bool {
	t.Helper()
	var bag diag.Bag
	end, ok, err := Lock(dir, &bag)
	if err != nil {
		t.Fatal(err)
	}
	if ok {
		end()
	} else if found := bag.Sorted(); len(found) != 1 || found[0].Code != diag.ImportBusy {
		t.Errorf("refused with %v", found)
	}
	return ok
}

func TestOneImportAtATime(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	var bag diag.Bag
	end, ok, err := Lock(dir, &bag)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if locks(t, dir) {
		t.Error("locked twice")
	}
	end()
	if !locks(t, dir) {
		t.Error("still locked after its end")
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "data")); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

func TestALockDiesWithItsOwner(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), holder+"="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "held\n" {
		t.Fatal(line, err)
	}
	if locks(t, dir) {
		t.Error("locked although another process has it")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	if !locks(t, dir) {
		t.Error("locked by a dead process")
	}
}

func TestCheckTellsOfAJournal(t *testing.T) {
	for _, tt := range []struct {
		site fstest.MapFS
		want int
	}{
		{fstest.MapFS{"data/courts.toml": {}}, 0},
		{fstest.MapFS{"data/courts.toml": {}, journal: {}}, 1},
	} {
		var bag diag.Bag
		if err := Check(tt.site, &bag); err != nil {
			t.Fatal(err)
		}
		found := bag.Sorted()
		if len(found) != tt.want || tt.want > 0 && (found[0].Code != diag.ImportUnfinished || found[0].Pos.File != journal) {
			t.Errorf("%v", found)
		}
	}
}
