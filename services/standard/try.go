package standard

import "banbantong/models"

// A rule is tried as a criterion of its own beside those of the standard, which it does not touch.

// TryRule answers a rule that is being written, for what a room or its devices say today. Of several devices the one that
// stands for the room is told; ok is false where the room has nothing that the rule is about. An error is a *RuleError.
func (s *Standard) TryRule(rule string, subject Subject, room Room) (v Verdict, ok bool, err error) {
	with, id, err := s.trying(rule, subject, GroupHardware)
	if err != nil {
		return v, false, err
	}
	for _, one := range with.Explain(room) {
		if one.Criterion.ID == id && one.InRoom {
			return one, true, nil
		}
	}
	return v, false, nil
}

// TryRuleOnSchool is TryRule for a rule about the school itself.
func (s *Standard) TryRuleOnSchool(rule string, school SchoolFacts) (v Verdict, ok bool, err error) {
	with, id, err := s.trying(rule, SubjectSchool, GroupNetwork)
	if err != nil {
		return v, false, err
	}
	for _, one := range with.ExplainSchool(school) {
		if one.Criterion.ID == id {
			return one, true, nil
		}
	}
	return v, false, nil
}

func (s *Standard) trying(rule string, subject Subject, group Group) (with *Standard, id string, err error) {
	if wrong := CheckRule(rule, subject, nil); wrong != nil {
		return nil, "", wrong
	}
	bit, free := s.FreeBit(0)
	if !free {
		return nil, "", &RuleError{Message: "标准的条款已满，不能试算。"}
	}
	a := models.Addition{ID: "TRY", Bit: bit, Tier: string(TierAll), Group: string(group), Subject: string(subject), Title: "试算", Required: rule,
		Rule: rule, Failure: "不满足这条规则。", Mend: "—"}
	with, err = s.Under(models.Amendments{Added: []models.Addition{a}}, false)
	return with, a.ID, err
}

// FactsOf are the facts that a rule about the subject speaks of, in its order; none while it cannot be read.
func FactsOf(rule string, subject Subject) []Field {
	names, wrong := factsIn(rule)
	if wrong != nil {
		return nil
	}
	known := map[string]Field{}
	for _, f := range Fields(subject) {
		known[f.Name] = f
	}
	var all []Field
	for _, n := range names {
		if f, is := known[n.path]; is {
			all = append(all, f)
		}
	}
	return all
}
