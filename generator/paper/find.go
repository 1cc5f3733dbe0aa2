package paper

import (
	"os"
	"os/exec"
	"path"
	"runtime"
	"slices"
	"strings"
)

// Machine is what finding a browser asks of the computer.
type Machine struct {
	OS       string                      // as runtime.GOOS
	Getenv   func(string) string         // "" for what is not set
	LookPath func(string) (string, bool) // a program by its name
	IsFile   func(string) bool
}

// ThisMachine is the computer that the program runs on.
func ThisMachine() Machine {
	return Machine{
		OS:     runtime.GOOS,
		Getenv: os.Getenv,
		LookPath: func(name string) (string, bool) {
			found, err := exec.LookPath(name)
			return found, err == nil
		},
		IsFile: func(name string) bool {
			info, err := os.Stat(name)
			return err == nil && !info.IsDir()
		},
	}
}

// names are those of browsers built on Chromium, as packages put them on the
// PATH: the common ones first, then those of Chinese office computers.
var names = []string{
	"google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome", "microsoft-edge-stable", "microsoft-edge", "msedge",
	"uos-browser-stable", "browser360-cn-stable", "qaxbrowser-safe-stable", "lbrowser",
}

// places are files where installers put browsers, by operating system; ${X} is
// a variable of the environment.
var places = map[string][]string{
	"windows": {
		`${ProgramFiles}\Google\Chrome\Application\chrome.exe`,
		`${ProgramW6432}\Google\Chrome\Application\chrome.exe`,
		`${ProgramFiles(x86)}\Google\Chrome\Application\chrome.exe`,
		`${LocalAppData}\Google\Chrome\Application\chrome.exe`,
		`${ProgramFiles}\Microsoft\Edge\Application\msedge.exe`,
		`${ProgramW6432}\Microsoft\Edge\Application\msedge.exe`,
		`${ProgramFiles(x86)}\Microsoft\Edge\Application\msedge.exe`,
		`${LocalAppData}\Microsoft\Edge\Application\msedge.exe`,
		`${ProgramFiles}\Chromium\Application\chrome.exe`,
		`${LocalAppData}\Chromium\Application\chrome.exe`,
	},
	"darwin": {
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		"${HOME}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
		"/Applications/Chromium.app/Contents/MacOS/Chromium",
		"${HOME}/Applications/Chromium.app/Contents/MacOS/Chromium",
	},
	"linux": {
		"/opt/google/chrome/chrome",
		"/opt/microsoft/msedge/msedge",
		"/snap/bin/chromium",
		"/opt/browser360/browser360-cn",
		"/opt/qianxin.com/qaxbrowser/qaxbrowser-safe",
	},
}

// Find lists the browsers of a computer, the best first, and where it looked.
func Find(m Machine) (browsers, looked []string) {
	add := func(file string) {
		if !slices.Contains(browsers, file) {
			browsers = append(browsers, file)
		}
	}
	system := places[m.OS]
	if m.OS != "windows" { // whose installers leave the PATH alone
		looked = append(looked, "PATH: "+strings.Join(names, " "))
		for _, name := range names {
			if file, ok := m.LookPath(name); ok {
				add(file)
			}
		}
	}
	for _, place := range system {
		whole := true
		file := os.Expand(place, func(key string) string {
			value := m.Getenv(key)
			whole = whole && value != ""
			if m.OS != "windows" {
				return path.Clean(value)
			}
			return strings.TrimRight(value, `\/`)
		})
		if !whole || slices.Contains(looked, file) {
			continue
		}
		looked = append(looked, file)
		if m.IsFile(file) {
			add(file)
		}
	}
	return browsers, looked
}
