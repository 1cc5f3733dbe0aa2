package site

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// authorsOf are those whom a line such as 院长 张军 or 张三、研究室 names, as
// schema.org knows them. Who is not surely a person is an organization.
func authorsOf(line string) []entity {
	var out []entity
	for item := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune("、，,;；/", r) }) {
		people := peopleIn(item)
		for _, name := range people {
			out = append(out, entity{typeKey: "Person", "name": name})
		}
		if item = strings.TrimSpace(item); len(people) == 0 && item != "" {
			out = append(out, entity{typeKey: "Organization", "name": item})
		}
	}
	return out
}

// peopleIn are the names in words that name people and nothing else: 本报记者 张三
// 通讯员 李四, 最高人民法院院长　张军.
func peopleIn(words string) []string {
	var out []string
	office := ""
	fields := strings.Fields(words)
	for i := 0; i < len(fields); i++ {
		word := fields[i]
		if utf8.RuneCountInString(word) == 1 && i+1 < len(fields) && utf8.RuneCountInString(fields[i+1]) == 1 { // 张　军
			i++
			word += fields[i]
		}
		if before, name, ok := named(office + word); ok && (office == "" || len(before) >= len(office)) {
			out, office = append(out, name), ""
			continue
		}
		office += word
	}
	if office != "" {
		return nil
	}
	return out
}

// named parts a name from the office before it; ok is false where the words do not
// end in a person's name with an office or nothing before.
func named(words string) (office, name string, ok bool) {
	for at := range words {
		if (at == 0 || offices.MatchString(words[:at])) && isPerson(words[at:]) {
			return words[:at], words[at:], true
		}
	}
	return "", "", false
}

// offices are the words that stand before the name of who signs or writes.
var offices = regexp.MustCompile(`(?:院长|庭长|局长|主任|书记|法官|审判长|审判员|记者|通讯员|编辑|撰稿|作者)[:：]?$`)

// surnames are the hundred that most Chinese bear, without those with which the
// words of an office begin as well.
const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚"

// doubles are surnames of two characters.
var doubles = []string{"欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "慕容", "令狐", "司徒", "夏侯"}

// departments end the names of offices, papers and places.
const departments = "院庭室处科局部办会委社报网队组厅站台所心团司校馆府刊省市县区州"

// isPerson tells a name by its length, its surname and its end.
func isPerson(name string) bool {
	runes := []rune(name)
	if slices.ContainsFunc(runes, func(r rune) bool { return r != '·' && !unicode.Is(unicode.Han, r) }) {
		return false
	}
	if before, after, ok := strings.Cut(name, "·"); ok { // 买买提·吐尔逊
		return utf8.RuneCountInString(before) > 1 && utf8.RuneCountInString(after) > 1 && !offices.MatchString(name)
	}
	if len(runes) < 2 || strings.ContainsRune(departments, runes[len(runes)-1]) || offices.MatchString(name) {
		return false
	}
	if slices.ContainsFunc(doubles, func(s string) bool { return strings.HasPrefix(name, s) }) {
		return len(runes) == 3 || len(runes) == 4
	}
	return len(runes) <= 3 && strings.ContainsRune(surnames, runes[0])
}
